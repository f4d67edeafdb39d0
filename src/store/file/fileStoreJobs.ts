import type { RunLineage } from '../../model/dataset.ts';
import type { LoggedModel } from '../../model/loggedModel.ts';
import type { MetricHistory } from '../../model/metricHistory.ts';
import type { ViewType } from '../../model/run.ts';
import type { RunTableData } from '../../model/runTable.ts';
import type { JobHandlers } from '../../util/jobs.ts';
import { countTraces } from './countTraces.ts';
import { findEditedRuns, type EditedRuns, type EditedRunsParams } from './editedRuns.ts';
import { listExperiments, type ExperimentListing } from './experimentFolders.ts';
import type { FileAccess } from './fileAccess.ts';
import { readingError } from './fileProblems.ts';
import { findRun, findRunFolder, type FindRunParams, type FoundRun } from './findRun.ts';
import { findLoggedModel, listLoggedModels, loggedModelsOfRun } from './loggedModelFolders.ts';
import { metaRetries, type MetaRetries } from './metaFiles.ts';
import { readHistory } from './readHistory.ts';
import { readRunGrowth, type RunGrowth, type RunGrowthParams } from './runGrowth.ts';
import { listRunningRuns, readRunHeads, type RunHeads, type RunHeadsParams } from './runHeads.ts';
import { readRunLineage } from './runLineage.ts';
import { scanRuns, type RunFolderGroup, type RunScan } from './scanRuns.ts';
import type { SnapshotKey } from './snapshotFile.ts';
import {
  checkSnapshot,
  loadSnapshot,
  refreshSnapshot,
  type SnapshotCheck,
  type SnapshotCheckParams,
} from './snapshotJobs.ts';
import { readStoreFolders, type StoreFolders } from './storeFolders.ts';

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
  readonly fileRun: { readonly params: FindRunParams; readonly result: FoundRun };
  /** @throws MlflowError notFound */
  readonly fileRunLineage: { readonly params: FindRunParams; readonly result: RunLineage };
  /** @throws MlflowError notFound */
  readonly fileTraceCount: {
    readonly params: { readonly root: string; readonly experimentId: string };
    readonly result: number;
  };
  /** See loggedModelFolders.ts for these three. */
  readonly fileLoggedModels: {
    readonly params: { readonly root: string; readonly experimentIds: readonly string[] };
    readonly result: readonly LoggedModel[];
  };
  readonly fileLoggedModel: {
    readonly params: { readonly root: string; readonly modelId: string };
    readonly result: LoggedModel;
  };
  readonly fileLoggedModelsOfRun: { readonly params: FindRunParams; readonly result: readonly LoggedModel[] };
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
    fileRun: (params) => reading(params.root, () => findRun(access, params, retries)),
    fileRunLineage: (params) => reading(params.root, () => readRunLineage(access, findRunFolder(access, params))),
    fileTraceCount: ({ root, experimentId }) => reading(root, () => countTraces(access, root, experimentId)),
    fileLoggedModels: ({ root, experimentIds }) =>
      reading(root, () => listLoggedModels(access, root, experimentIds, retries)),
    fileLoggedModel: ({ root, modelId }) => reading(root, () => findLoggedModel(access, root, modelId, retries)),
    fileLoggedModelsOfRun: (params) =>
      reading(params.root, () => loggedModelsOfRun(access, findRunFolder(access, params), retries)),
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
