import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { startWorkerThread } from '../../../src/host/workerThreadRunner.ts';
import { RunTable } from '../../../src/model/runTable.ts';
import type { MlflowStore } from '../../../src/store/mlflowStore.ts';
import { openStore } from '../../../src/store/openStore.ts';
import type { StoreJobs } from '../../../src/store/storeJobs.ts';
import { scriptStoreEnvironment } from '../../lib/storeEnvironment.ts';
import { repoRoot } from '../../lib/paths.ts';
import { ensureMlflowVenv } from '../../setup/mlflowVenv.ts';
import { medianMs, type BenchContext, type BenchRow } from '../benchRow.ts';
import { generateFileStore, type GeneratedStore } from '../generateFileStore.ts';

interface MlflowTimes {
  readonly count: number;
  readonly list: number;
  readonly firstPage: number;
}

/** What the rows share, made by the first of them. */
interface Bench {
  readonly store: GeneratedStore;
  /** The worker as the extension has it. */
  readonly worker: string;
  readonly mlflow: MlflowTimes;
}

const benches = new WeakMap<BenchContext, Promise<Bench>>();

async function benchOf(context: BenchContext): Promise<Bench> {
  const bench = benches.get(context) ?? prepare(context);
  benches.set(context, bench);
  return await bench;
}

async function prepare({ folder, runs, repeats }: BenchContext): Promise<Bench> {
  const store = generateFileStore(`${folder}/mlruns`, runs);
  const worker = join(folder, 'storeWorker.cjs');
  const entry = join(repoRoot, 'src/store/storeWorker.ts');
  buildSync({
    entryPoints: [entry],
    outfile: worker,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  });
  const python = process.env['VIZMOD_PYTHON_318'] ?? (await ensureMlflowVenv('mlflow-3.18'));
  const script = fileURLToPath(new URL('../mlflow_listing.py', import.meta.url));
  const output = execFileSync(python, [script, store.root, store.experimentId, String(repeats)], {
    // MLflow 3 makes a database where it runs.
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const mlflow = JSON.parse(output) as MlflowTimes;
  if (mlflow.count !== runs) {
    throw new Error(`MLflow lists ${mlflow.count} of ${runs} generated runs`);
  }
  return { store, worker, mlflow };
}

/** Opens the store as after a start of VS Code, so with new workers, and reads until `isEnough`. @returns the runs that have come */
async function read(
  { store, worker }: Bench,
  snapshotFolder: string | undefined,
  isEnough: (batch: { readonly supersedes: boolean; readonly isComplete: boolean }, runs: number) => boolean,
): Promise<number> {
  const opened = await openStore(
    store.root,
    scriptStoreEnvironment({ startWorker: () => startWorkerThread<StoreJobs>(worker), snapshotFolder }),
  );
  try {
    return await readBatches(opened, store.experimentId, isEnough);
  } finally {
    opened.dispose();
  }
}

async function readBatches(
  { tracking }: MlflowStore,
  experimentId: string,
  isEnough: (batch: { readonly supersedes: boolean; readonly isComplete: boolean }, runs: number) => boolean,
): Promise<number> {
  const table = new RunTable();
  for await (const batch of tracking.runs({ experimentIds: [experimentId], view: 'all' })) {
    table.append(batch.runs);
    if (isEnough(batch, table.length)) {
      break;
    }
  }
  return table.length;
}

async function requireRuns(expected: number, reading: Promise<number>): Promise<void> {
  const count = await reading;
  if (count < expected) {
    throw new Error(`${count} runs were read, not ${expected}`);
  }
}

function tarToPipe(folder: string): void {
  execFileSync('sh', ['-c', 'tar cf - "$0" 2>/dev/null | cat > /dev/null', folder]);
}

const firstPageSize = 100;

export const fileStoreList: BenchRow = {
  id: 'store.file.list',
  work: 'list all runs of a file store, everything read (floor: tar to a pipe)',
  goal: 10,
  measure: async (context) => {
    const bench = await benchOf(context);
    const folder = `${bench.store.root}/${bench.store.experimentId}`;
    const floor = await medianMs(context.repeats, () => tarToPipe(folder));
    const ours = await medianMs(context.repeats, async () =>
      requireRuns(
        context.runs,
        read(bench, undefined, ({ isComplete }) => isComplete),
      ),
    );
    return { ours, mlflow: bench.mlflow.list, floor };
  },
};

export const fileStoreFirstPage: BenchRow = {
  id: 'store.file.firstPage',
  work: 'the newest 100 runs of a file store, whole',
  goal: 40,
  measure: async (context) => {
    const bench = await benchOf(context);
    const wanted = Math.min(firstPageSize, context.runs);
    const ours = await medianMs(context.repeats, async () =>
      requireRuns(
        wanted,
        read(bench, undefined, (_, runs) => runs >= wanted),
      ),
    );
    return { ours, mlflow: bench.mlflow.firstPage };
  },
};

/** A folder with a snapshot that is up to date: opening once leaves one, but only after a while. */
async function snapshotFolderOf(context: BenchContext, bench: Bench): Promise<string> {
  const snapshotFolder = `${context.folder}/snapshots`;
  const runner = startWorkerThread<StoreJobs>(bench.worker);
  const { root, experimentId } = bench.store;
  await runner.run('fileSnapshotRefresh', { snapshotFolder, root, experimentId });
  runner.dispose();
  return snapshotFolder;
}

export const fileStoreReopen: BenchRow = {
  id: 'store.file.reopen',
  work: 'all runs of a file store seen before, checked by meta.yaml and key folders',
  goal: 75,
  measure: async (context) => {
    const bench = await benchOf(context);
    const snapshotFolder = await snapshotFolderOf(context, bench);
    const ours = await medianMs(context.repeats, async () =>
      requireRuns(
        context.runs,
        read(bench, snapshotFolder, ({ supersedes }) => supersedes),
      ),
    );
    return { ours, mlflow: bench.mlflow.list };
  },
};

export const fileStoreReopenExact: BenchRow = {
  id: 'store.file.reopenExact',
  work: 'all runs of a file store seen before, every file checked',
  goal: 15,
  measure: async (context) => {
    const bench = await benchOf(context);
    const snapshotFolder = await snapshotFolderOf(context, bench);
    const ours = await medianMs(context.repeats, async () =>
      requireRuns(
        context.runs,
        read(bench, snapshotFolder, ({ isComplete }) => isComplete),
      ),
    );
    return { ours, mlflow: bench.mlflow.list };
  },
};
