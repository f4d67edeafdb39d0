import { MlflowError } from '../../model/mlflowError.ts';
import type { Run } from '../../model/run.ts';
import { ExperimentDatasets } from './experimentDatasets.ts';
import { experimentFolders } from './experimentFolders.ts';
import type { FileAccess } from './fileAccess.ts';
import { wireProblem, type WireProblem } from './fileProblems.ts';
import { isSafeId, metaFile } from './layout.ts';
import type { MetaRetries } from './metaFiles.ts';
import { readRun, type MetricMark } from './readRun.ts';
import { readRunInfos } from './runHeads.ts';

export interface FindRunParams {
  readonly root: string;
  readonly runId: string;
  /** Where it was last time, and is looked for first. */
  readonly knownFolder?: string | undefined;
}

/** A run and the folder it lies in, with what following it needs. */
export interface FoundRun {
  readonly folder: string;
  readonly run: Run;
  readonly marks: ReadonlyMap<string, MetricMark>;
  readonly problems: readonly WireProblem[];
}

/** @throws MlflowError notFound, malformed */
export function findRun(access: FileAccess, params: FindRunParams, retries: MetaRetries): FoundRun {
  const { runId } = params;
  const folder = findRunFolder(access, params);
  const parent = folder.slice(0, -runId.length - 1);
  const experimentId = parent.slice(parent.lastIndexOf('/') + 1);
  const { infos, problems } = readRunInfos(access, parent, experimentId, [runId], retries);
  const [info] = infos;
  if (info === undefined) {
    const [problem] = problems;
    throw new MlflowError(problem?.error.reason ?? 'notFound', problem?.error.details ?? { what: runId });
  }
  const reading = readRun(access, folder, info, new ExperimentDatasets(access, parent));
  return {
    folder,
    run: reading.run,
    marks: reading.marks,
    problems: reading.problems.map((error) => wireProblem(error, experimentId, runId)),
  };
}

/** @throws MlflowError notFound */
export function findRunFolder(access: FileAccess, { root, runId, knownFolder }: FindRunParams): string {
  const candidates = isSafeId(runId)
    ? [knownFolder, ...experimentFolders(access, root).map((folder) => `${folder}/${runId}`)]
    : [];
  for (const folder of candidates) {
    if (folder !== undefined && access.stamp(`${folder}/${metaFile}`) !== undefined) {
      return folder;
    }
  }
  throw new MlflowError('notFound', { what: runId, detail: root });
}
