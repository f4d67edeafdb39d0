import type { L10n } from '../util/l10n.ts';
import { displayCommand } from './commandLine.ts';
import type { GitState, NoGitState } from './gitState.ts';
import type { LaunchOutcome } from './launchedRun.ts';
import type { LaunchFacts } from './launchFacts.ts';

/** What a person reads before the output of the script, line by line. */
export function launchHeader(facts: LaunchFacts, platform: NodeJS.Platform, l10n: L10n): readonly string[] {
  return [
    l10n.t('MLflow run {0} in experiment {1}', facts.runName, facts.experimentName),
    l10n.t('Store: {0}', facts.run.storeUri),
    describeGit(facts.git, l10n),
    ...(facts.params.size === 0
      ? []
      : [l10n.t('Params: {0} from {1}', facts.params.size, facts.paramFiles.join(', '))]),
    ...launchWarnings(facts, l10n),
    `$ ${displayCommand(facts.command, platform)}`,
  ];
}

function describeGit(git: GitState | NoGitState, l10n: L10n): string {
  if (git.kind === 'known') {
    const commit = git.commit.slice(0, 10);
    const place = git.branch === undefined ? commit : l10n.t('{0} on {1}', commit, git.branch);
    return git.changedFileCount === 0
      ? l10n.t('Commit: {0}, no changes', place)
      : l10n.t('Commit: {0}, files changed since: {1} (recorded as dirty)', place, git.changedFileCount);
  }
  switch (git.reason) {
    case 'gitMissing':
      return l10n.t('Commit: not recorded, because git is not installed');
    case 'notARepository':
      return l10n.t('Commit: not recorded, because the script is not in a git repository');
    case 'noCommit':
      return l10n.t('Commit: not recorded, because the repository has no commit yet');
    case 'failed':
      return l10n.t('Commit: not recorded, because git failed ({0})', git.detail ?? '');
  }
}

function launchWarnings({ python, ...facts }: LaunchFacts, l10n: L10n): string[] {
  const warnings: string[] = [];
  if (facts.skippedParamKeys.length > 0) {
    warnings.push(l10n.t('Not recorded, because MLflow refuses such names: {0}', facts.skippedParamKeys.join(', ')));
  }
  if (facts.conflictingExperiment !== undefined) {
    warnings.push(
      l10n.t(
        'The script names another experiment, {0}: MLflow refuses that in a run of {1}. Name the same experiment in the task.',
        facts.conflictingExperiment,
        facts.experimentName,
      ),
    );
  }
  if (python.mlflowVersion === undefined) {
    warnings.push(
      l10n.t(
        'MLflow is not installed in this Python: a script that imports it will fail. To install it: {0} -m pip install mlflow',
        python.path,
      ),
    );
  } else if (facts.allowsFileStore) {
    warnings.push(
      l10n.t(
        'MLFLOW_ALLOW_FILE_STORE=true is set for this script, because MLflow 3.13 and later refuse to write to folders otherwise',
      ),
    );
  }
  return warnings;
}

/** What a person reads after the output of the script, line by line. */
export function launchFooter(facts: LaunchFacts, outcome: LaunchOutcome, l10n: L10n): readonly string[] {
  const { overriddenParamKeys } = outcome;
  const seconds = (outcome.duration / 1000).toFixed(1);
  return [
    ...(overriddenParamKeys.length === 0
      ? []
      : [l10n.t('Params kept as the script logged them: {0}', overriddenParamKeys.join(', '))]),
    l10n.t(
      'MLflow run {0}: {1} after {2} s ({3})',
      facts.runName,
      outcome.status,
      seconds,
      describeExit(outcome, l10n),
    ),
  ];
}

function describeExit({ exitCode, signal }: LaunchOutcome, l10n: L10n): string {
  return exitCode === undefined ? l10n.t('signal {0}', signal ?? '?') : l10n.t('exit code {0}', exitCode);
}
