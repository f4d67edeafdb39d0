import { MlflowError } from '../../model/mlflowError.ts';
import type { RunInfo, ViewType } from '../../model/run.ts';
import { findExperimentFolder, runFolderNames } from './experimentFolders.ts';
import type { FileAccess } from './fileAccess.ts';
import { wireProblem, type WireProblem } from './fileProblems.ts';
import { keyFolders, looksLikeRunId } from './layout.ts';
import { readMetaFiles, type MetaOutcome, type MetaRetries } from './metaFiles.ts';
import { runInfoOf } from './runMeta.ts';

export interface RunHeadsParams {
  readonly root: string;
  readonly experimentId: string;
  readonly view: ViewType;
  /** This is share `share` of `shares`, so that workers can divide one experiment. */
  readonly share: number;
  readonly shares: number;
}

/** Enough about the runs of one experiment to put them in order and to read them; the arrays are parallel. */
export interface RunHeads {
  /** Absent when the store has no such experiment. */
  readonly folder: string | undefined;
  readonly runIds: readonly string[];
  /** Milliseconds since 1970, -Infinity where there is none. */
  readonly startTimes: Float64Array<ArrayBuffer>;
  readonly problems: readonly WireProblem[];
}

/** Reads the meta.yaml of an experiment's runs, and nothing else. */
export function readRunHeads(access: FileAccess, params: RunHeadsParams, retries: MetaRetries): RunHeads {
  const { root, experimentId, view, share, shares } = params;
  const folder = findExperimentFolder(access, root, experimentId);
  if (folder === undefined) {
    return { folder, runIds: [], startTimes: new Float64Array(0), problems: [] };
  }
  const mine = runFolderNames(access, folder).filter((name) => shareOf(name, shares) === share);
  const { infos, problems } = readRunInfos(access, folder, experimentId, mine, retries);
  const shown = infos.filter((info) => view === 'all' || info.lifecycleStage === view);
  return {
    folder,
    runIds: shown.map((info) => info.runId),
    startTimes: Float64Array.from(shown, (info) => info.startTime ?? Number.NEGATIVE_INFINITY),
    problems,
  };
}

/** Which of the shares a run belongs to: by its name, because runs come and go between the looks of two workers. */
export function shareOf(name: string, shares: number): number {
  let hash = 0;
  for (let i = 0; i < name.length; i++) {
    hash = (hash * 33 + name.charCodeAt(i)) | 0;
  }
  return Math.abs(hash) % shares;
}

/** Ids of the active runs of an experiment that say they are running, newest first. A meta.yaml that is being written is not waited for. */
export function listRunningRuns(access: FileAccess, folder: string, limit: number): readonly string[] {
  const experimentId = folder.slice(folder.lastIndexOf('/') + 1);
  const noRetries = { count: 0, pause: () => undefined };
  const { infos } = readRunInfos(access, folder, experimentId, runFolderNames(access, folder), noRetries);
  return infos
    .filter((info) => info.status === 'RUNNING' && info.lifecycleStage === 'active')
    .sort((a, b) => (b.startTime ?? 0) - (a.startTime ?? 0))
    .slice(0, limit)
    .map((info) => info.runId);
}

/** The runs in the named folders of an experiment, as far as they can be read. */
export function readRunInfos(
  access: FileAccess,
  folder: string,
  experimentId: string,
  names: readonly string[],
  retries: MetaRetries,
): { readonly infos: readonly RunInfo[]; readonly problems: readonly WireProblem[] } {
  const problems: WireProblem[] = [];
  const outcomes = readMetaFiles(
    access,
    names.map((name) => `${folder}/${name}`),
    (fields, path, runFolder) => runInfoOf(fields, path, experimentId, runFolder.slice(folder.length + 1)),
    retries,
  );
  const infos = outcomes.flatMap((outcome) => {
    if ('meta' in outcome) {
      return outcome.meta;
    }
    const runId = outcome.folder.slice(folder.length + 1);
    if (isProblem(access, outcome, runId)) {
      problems.push(wireProblem(headError(outcome), experimentId, runId));
    }
    return [];
  });
  return { infos, problems };
}

/** People keep artifacts and other folders beside runs; without meta.yaml only what has a run's id or a run's folders is a broken run. */
function isProblem(access: FileAccess, outcome: MetaOutcome<unknown>, name: string): boolean {
  return (
    !('error' in outcome) ||
    !MlflowError.is(outcome.error, 'notFound') ||
    (access.stamp(outcome.folder) !== undefined &&
      (looksLikeRunId(name) || keyFolders.some((key) => access.stamp(`${outcome.folder}/${key}`) !== undefined)))
  );
}

function headError(outcome: MetaOutcome<unknown> & { readonly error: MlflowError }): MlflowError {
  return MlflowError.is(outcome.error, 'notFound')
    ? new MlflowError('malformed', { what: outcome.folder, detail: 'the run has no meta.yaml' })
    : outcome.error;
}
