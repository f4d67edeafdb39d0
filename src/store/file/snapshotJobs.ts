import { cancelledError, MlflowError } from '../../model/mlflowError.ts';
import type { Run } from '../../model/run.ts';
import { RunTable, transferables, type RunTableData } from '../../model/runTable.ts';
import type { JobContext } from '../../util/jobs.ts';
import { ExperimentDatasets } from './experimentDatasets.ts';
import { findExperimentFolder, runFolderNames } from './experimentFolders.ts';
import type { FileAccess } from './fileAccess.ts';
import { readingError } from './fileProblems.ts';
import type { MetaRetries } from './metaFiles.ts';
import { readRun } from './readRun.ts';
import { readRunInfos, shareOf } from './runHeads.ts';
import { isUnchanged, stampRun, type RunStamps } from './runStamps.ts';
import { readRuns, type RunScan } from './scanRuns.ts';
import {
  readSnapshotIndex,
  readSnapshotPieces,
  stampsOf,
  writeSnapshot,
  type SnapshotIndex,
  type SnapshotKey,
} from './snapshotFile.ts';

export interface SnapshotCheckParams extends SnapshotKey {
  /** `quick` looks at meta.yaml, the key folders and every file of running runs; `deep` at every file. */
  readonly depth: 'quick' | 'deep';
  /** This is share `share` of `shares`. */
  readonly share: number;
  readonly shares: number;
}

export interface SnapshotCheck {
  /** Of the snapshot that was compared with; absent when there was none, and then nothing was read. */
  readonly identity: string | undefined;
  /** Runs of the snapshot that are gone. */
  readonly removedRunIds: readonly string[];
  /** Whether the snapshot differs from the store as far as was looked. */
  readonly isStale: boolean;
}

const pieceSize = 500;

/** Reports the snapshot piece by piece. @returns its identity; undefined when there is none */
export function loadSnapshot(key: SnapshotKey, context: JobContext<RunTableData>): string | undefined {
  const snapshot = readSnapshotPieces(key);
  for (const piece of snapshot?.content ?? []) {
    context.report(piece, transferables(piece));
  }
  return snapshot?.identity;
}

/** Reports the runs that are new or different, read anew. */
export function checkSnapshot(
  access: FileAccess,
  params: SnapshotCheckParams,
  retries: MetaRetries,
  context: JobContext<RunScan>,
): SnapshotCheck {
  const snapshot = readSnapshotIndex(params);
  if (snapshot === undefined) {
    return { identity: undefined, removedRunIds: [], isStale: true };
  }
  const { identity, content: index } = snapshot;
  const folder = findExperimentFolder(access, params.root, params.experimentId);
  const names = folder === undefined ? [] : runFolderNames(access, folder);
  const present = new Set(names);
  const gone = params.share === 0 ? index.runIds.filter((runId) => !present.has(runId)) : [];
  if (folder === undefined) {
    return { identity, removedRunIds: gone, isStale: gone.length > 0 };
  }
  const changed = changedNames(access, folder, names, index, params);
  const group = { experimentId: params.experimentId, folder, runIds: changed };
  const scan = readRuns(access, [group], retries, context);
  if (scan === undefined) {
    throw cancelledError('the listing');
  }
  if (scan.runs.runIds.length > 0 || scan.problems.length > 0) {
    context.report(scan, transferables(scan.runs));
  }
  const readable = new Set(scan.runs.runIds);
  const known = new Set(index.runIds);
  const broken = changed.filter((name) => known.has(name) && !readable.has(name));
  const isStale = gone.length + broken.length + readable.size > 0;
  return { identity, removedRunIds: [...gone, ...broken], isStale };
}

/** Names of the run folders of this share that the snapshot does not have, or not as they are now. */
function changedNames(
  access: FileAccess,
  folder: string,
  names: readonly string[],
  index: SnapshotIndex,
  { depth, share, shares }: SnapshotCheckParams,
): readonly string[] {
  const positions = new Map(index.runIds.map((runId, position) => [runId, position]));
  const { areThere } = new ExperimentDatasets(access, folder);
  return names.filter((name) => {
    const position = positions.get(name);
    if (shareOf(name, shares) !== share) {
      return false;
    }
    const stamps = position === undefined ? undefined : stampsOf(index, position);
    const runDepth = position !== undefined && index.running[position] === 1 ? 'deep' : depth;
    return stamps === undefined || !isUnchanged(access, `${folder}/${name}`, stamps, runDepth, areThere);
  });
}

/**
 * Brings the snapshot of an experiment up to date: what has not changed is taken from the old one, the rest is read. A run with a problem
 * is left out, so that it is read, and the problem met, again. An experiment that is gone has no snapshot to write.
 */
export function refreshSnapshot(
  access: FileAccess,
  key: SnapshotKey,
  retries: MetaRetries,
  context: JobContext<never>,
): undefined {
  const folder = findExperimentFolder(access, key.root, key.experimentId);
  if (folder === undefined) {
    return;
  }
  const { index, runAt } = readWhole(key);
  const known = new Map(index.runIds.map((runId, position) => [runId, position]));
  const datasets = new ExperimentDatasets(access, folder);
  const entries: SnapshotEntry[] = [];
  for (const name of runFolderNames(access, folder)) {
    if (context.isCancelled()) {
      return;
    }
    const position = known.get(name);
    const stamps = position === undefined ? undefined : stampsOf(index, position);
    const run = position === undefined ? undefined : runAt(position);
    const isKept = stamps !== undefined && isUnchanged(access, `${folder}/${name}`, stamps, 'deep', datasets.areThere);
    const entry = isKept && run !== undefined ? { run, stamps } : readEntry(access, folder, datasets, name, retries);
    if (entry !== undefined) {
      entries.push(entry);
    }
  }
  entries.sort((a, b) => (b.run.info.startTime ?? 0) - (a.run.info.startTime ?? 0));
  writeSnapshot(key, { index: indexOf(entries), pieces: piecesOf(entries) });
}

interface SnapshotEntry {
  readonly run: Run;
  readonly stamps: RunStamps;
}

function readEntry(
  access: FileAccess,
  folder: string,
  datasets: ExperimentDatasets,
  name: string,
  retries: MetaRetries,
): SnapshotEntry | undefined {
  let stamps: RunStamps;
  try {
    stamps = stampRun(access, `${folder}/${name}`, datasets.areThere);
  } catch (error) {
    // What cannot be listed is a problem for the listing to report, not for the snapshot.
    return MlflowError.is(readingError(error, name), 'internal') ? raise(error) : undefined;
  }
  const experimentId = folder.slice(folder.lastIndexOf('/') + 1);
  const { infos } = readRunInfos(access, folder, experimentId, [name], { ...retries, count: 0 });
  const [info] = infos;
  const reading = info === undefined ? undefined : readRun(access, `${folder}/${name}`, info, datasets);
  return reading === undefined || reading.problems.length > 0 ? undefined : { run: reading.run, stamps };
}

function raise(error: unknown): never {
  throw error;
}

interface WholeSnapshot {
  readonly index: SnapshotIndex;
  /** Each piece is unpacked once. */
  readonly runAt: (position: number) => Run | undefined;
}

/** An empty one when there is none, or it is replaced while it is read. */
function readWhole(key: SnapshotKey): WholeSnapshot {
  const index = readSnapshotIndex(key);
  const pieces = readSnapshotPieces(key);
  if (index === undefined || index.identity !== pieces?.identity) {
    return { index: emptyIndex(), runAt: () => undefined };
  }
  const tables = Array.from(pieces.content, (piece) => RunTable.from(piece));
  return {
    index: index.content,
    runAt: (position) => tables[Math.floor(position / pieceSize)]?.run(position % pieceSize),
  };
}

function piecesOf(entries: readonly SnapshotEntry[]): readonly RunTableData[] {
  const pieces: RunTableData[] = [];
  for (let start = 0; start < entries.length; start += pieceSize) {
    const table = new RunTable();
    for (const { run } of entries.slice(start, start + pieceSize)) {
      table.put(run);
    }
    pieces.push(table.toData());
  }
  return pieces;
}

function indexOf(entries: readonly SnapshotEntry[]): SnapshotIndex {
  const shapes = new Map<string, number>();
  const paths: (readonly string[])[] = [];
  const shapeOf = Int32Array.from(entries, ({ stamps }) => {
    const text = stamps.paths.join('\n');
    let shape = shapes.get(text);
    if (shape === undefined) {
      shape = paths.push(stamps.paths) - 1;
      shapes.set(text, shape);
    }
    return shape;
  });
  return {
    runIds: entries.map(({ run }) => run.info.runId),
    running: Uint8Array.from(entries, ({ run }) => (run.info.status === 'RUNNING' ? 1 : 0)),
    shapes: paths,
    shapeOf,
    ...joinStamps(entries),
  };
}

function joinStamps(entries: readonly SnapshotEntry[]): Pick<SnapshotIndex, 'stamps' | 'stampOffsets'> {
  const stampOffsets = new Int32Array(entries.length);
  let length = 0;
  for (const [position, { stamps }] of entries.entries()) {
    stampOffsets[position] = length;
    length += stamps.stamps.length;
  }
  const joined = new Float64Array(length);
  for (const [position, { stamps }] of entries.entries()) {
    joined.set(stamps.stamps, stampOffsets[position]);
  }
  return { stamps: joined, stampOffsets };
}

function emptyIndex(): SnapshotIndex {
  return indexOf([]);
}
