import { MlflowError } from '../../model/mlflowError.ts';
import type { MetricHistory } from '../../model/metricHistory.ts';
import type { Run, ViewType } from '../../model/run.ts';
import { RunTable, transferables, type RunTableData } from '../../model/runTable.ts';
import type { JobContext, JobHandlers } from '../../util/jobs.ts';
import { findEditedRuns, type EditedRuns, type EditedRunsParams } from './editedRuns.ts';
import { experimentFolders, listExperiments, type ExperimentListing } from './experimentFolders.ts';
import type { FileAccess } from './fileAccess.ts';
import { isAbsence, readingError, wireProblem, type WireProblem } from './fileProblems.ts';
import { isSafeId, isSafeKey, metaFile } from './layout.ts';
import { metaRetries, type MetaRetries } from './metaFiles.ts';
import { readAllPoints } from './metricFile.ts';
import { readRun, type MetricMark } from './readRun.ts';
import { readRunGrowth, type RunGrowth, type RunGrowthParams } from './runGrowth.ts';
import type { SnapshotKey } from './snapshotFile.ts';
import {
  checkSnapshot,
  loadSnapshot,
  refreshSnapshot,
  type SnapshotCheck,
  type SnapshotCheckParams,
} from './snapshotJobs.ts';
import { readStoreFolders, type StoreFolders } from './storeFolders.ts';
import { listRunningRuns, readRunHeads, readRunInfos, type RunHeads, type RunHeadsParams } from './runHeads.ts';

/** Some run folders of one experiment. */
export interface RunFolderGroup {
  readonly experimentId: string;
  readonly folder: string;
  readonly runIds: readonly string[];
}

export interface RunScan {
  readonly runs: RunTableData;
  readonly problems: readonly WireProblem[];
}

/** A run and the folder it lies in, with what following it needs. */
export interface FoundRun {
  readonly folder: string;
  readonly run: Run;
  readonly marks: ReadonlyMap<string, MetricMark>;
  readonly problems: readonly WireProblem[];
}

/** What the store worker does for file stores. */
export interface FileStoreJobs {
  readonly fileExperiments: {
    readonly params: { readonly root: string; readonly view: ViewType };
    readonly result: ExperimentListing;
  };
  readonly fileRunHeads: { readonly params: RunHeadsParams; readonly result: RunHeads };
  /** Reports the one scan before it returns, because only what is reported moves without a copy. */
  readonly fileScanRuns: {
    readonly params: { readonly groups: readonly RunFolderGroup[] };
    readonly progress: RunScan;
    readonly result: undefined;
  };
  /** @throws MlflowError notFound, malformed */
  readonly fileRun: {
    readonly params: { readonly root: string; readonly runId: string; readonly knownFolder?: string | undefined };
    readonly result: FoundRun;
  };
  /** See snapshotJobs.ts for these three. */
  readonly fileSnapshotLoad: {
    readonly params: SnapshotKey;
    readonly progress: RunTableData;
    readonly result: string | undefined;
  };
  readonly fileSnapshotCheck: {
    readonly params: SnapshotCheckParams;
    readonly progress: RunScan;
    readonly result: SnapshotCheck;
  };
  readonly fileSnapshotRefresh: { readonly params: SnapshotKey; readonly result: undefined };
  readonly fileEditedRuns: { readonly params: EditedRunsParams; readonly result: EditedRuns };
  readonly fileRunGrowth: { readonly params: RunGrowthParams; readonly result: RunGrowth };
  /** @throws MlflowError notFound, unreadable */
  readonly fileStoreFolders: { readonly params: { readonly root: string }; readonly result: StoreFolders };
  /** The runs of an experiment that say they are running, newest first, at most `limit`. */
  readonly fileRunningRuns: {
    readonly params: { readonly folder: string; readonly limit: number };
    readonly result: readonly string[];
  };
  /** @throws MlflowError notFound */
  readonly fileMetricHistory: {
    readonly params: { readonly runFolder: string; readonly key: string };
    readonly result: MetricHistory;
  };
}

export function fileStoreJobs(access: FileAccess, retries: MetaRetries = metaRetries): JobHandlers<FileStoreJobs> {
  return {
    fileExperiments: ({ root, view }) => reading(root, () => listExperiments(access, root, view, retries)),
    fileRunHeads: (params) => reading(params.root, () => readRunHeads(access, params, retries)),
    fileScanRuns: ({ groups }, context) => scanRuns(access, groups, retries, context),
    fileRun: ({ root, runId, knownFolder }) => reading(root, () => findRun(access, root, runId, knownFolder, retries)),
    fileSnapshotLoad: (key, context) => loadSnapshot(key, context),
    fileSnapshotCheck: (params, context) => reading(params.root, () => checkSnapshot(access, params, retries, context)),
    fileSnapshotRefresh: (key, context) => reading(key.root, () => refreshSnapshot(access, key, retries, context)),
    fileEditedRuns: (params) => reading(params.folder, () => findEditedRuns(access, params)),
    fileRunGrowth: (params) => reading(params.runFolder, () => readRunGrowth(access, params)),
    fileStoreFolders: ({ root }) => reading(root, () => readStoreFolders(access, root)),
    fileRunningRuns: ({ folder, limit }) => reading(folder, () => listRunningRuns(access, folder, limit)),
    fileMetricHistory: ({ runFolder, key }) => readHistory(access, runFolder, key),
  };
}

/** What the file system refuses outside of single runs is about the whole folder. */
function reading<Result>(folder: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw readingError(error, folder);
  }
}

function scanRuns(
  access: FileAccess,
  groups: readonly RunFolderGroup[],
  retries: MetaRetries,
  context: JobContext<RunScan>,
): undefined {
  const table = new RunTable();
  const problems: WireProblem[] = [];
  for (const { folder, experimentId, runIds } of groups) {
    const heads = readRunInfos(access, folder, experimentId, runIds, retries);
    problems.push(...heads.problems);
    for (const info of heads.infos) {
      if (context.isCancelled()) {
        return;
      }
      const reading = readRun(access, `${folder}/${info.runId}`, info);
      table.put(reading.run);
      problems.push(...reading.problems.map((error) => wireProblem(error, experimentId, info.runId)));
    }
  }
  const runs = table.toData();
  context.report({ runs, problems }, transferables(runs));
}

function findRun(
  access: FileAccess,
  root: string,
  runId: string,
  knownFolder: string | undefined,
  retries: MetaRetries,
): FoundRun {
  const folder = findRunFolder(access, root, runId, knownFolder);
  const experimentId = folder.split('/').at(-2) ?? '';
  const parent = folder.slice(0, -runId.length - 1);
  const { infos, problems } = readRunInfos(access, parent, experimentId, [runId], retries);
  const [info] = infos;
  if (info === undefined) {
    const [problem] = problems;
    throw new MlflowError(problem?.error.reason ?? 'notFound', problem?.error.details ?? { what: runId });
  }
  const reading = readRun(access, folder, info);
  return {
    folder,
    run: reading.run,
    marks: reading.marks,
    problems: reading.problems.map((error) => wireProblem(error, experimentId, runId)),
  };
}

function findRunFolder(access: FileAccess, root: string, runId: string, knownFolder: string | undefined): string {
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

function readHistory(access: FileAccess, runFolder: string, key: string): MetricHistory {
  const path = `${runFolder}/metrics/${key}`;
  if (!isSafeKey(key)) {
    throw new MlflowError('notFound', { what: key, detail: runFolder });
  }
  try {
    return { key, ...readAllPoints(access.read(path)) };
  } catch (error) {
    throw isAbsence(error) ? new MlflowError('notFound', { what: key, detail: runFolder }) : readingError(error, path);
  }
}
