import { mlflowTags } from '../model/run.ts';
import type { GitState, NoGitState } from './gitState.ts';

/** The tags that MLflow's client gives a run it creates itself, and does not give one that is handed over (2.22, 3.18). */
export function launchTags(script: string, user: string, git: GitState | NoGitState): Map<string, string> {
  const tags = new Map<string, string>([
    [mlflowTags.user, user],
    [mlflowTags.sourceName, script],
    [mlflowTags.sourceType, 'LOCAL'],
  ]);
  if (git.kind === 'known') {
    tags.set(mlflowTags.gitCommit, git.commit);
    tags.set(mlflowTags.gitDirty, String(git.changedFileCount > 0));
    setKnown(tags, mlflowTags.gitBranch, git.branch);
    setKnown(tags, mlflowTags.gitRepoUrl, git.repositoryUrl);
  }
  return tags;
}

function setKnown(tags: Map<string, string>, key: string, value: string | undefined): void {
  if (value !== undefined) {
    tags.set(key, value);
  }
}
