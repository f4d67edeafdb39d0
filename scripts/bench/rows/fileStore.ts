import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { repoRoot } from '../../lib/paths.ts';
import { ensureMlflowVenv } from '../../setup/mlflowVenv.ts';
import { medianMs, type BenchContext, type BenchRow, type Measured } from '../benchRow.ts';
import { generatedRun, generateFileStore, usualRun, type RunShape } from '../generateFileStore.ts';

interface Work {
  readonly count: number;
  readonly ms: number;
}

/** Of one process that did all of it. */
interface Mlflow {
  readonly list: Work;
  readonly firstPage: Work;
  readonly history: Work;
  readonly peakMB: number;
}

interface Ours extends Mlflow {
  readonly reopen: Work;
  readonly reopenExact: Work;
}

interface Sides {
  readonly ours: Ours;
  readonly mlflow: Mlflow;
  /** What has to be read for the listing, by tar. */
  readonly tarMs: number;
}

const historyPoints = 100_000;
const longRun: RunShape = { params: 0, metrics: 0, lossPoints: historyPoints, tags: 0 };
const firstPageSize = 100;

const benches = new WeakMap<BenchContext, Promise<Sides>>();

/** What the rows share, measured by the first of them. */
async function sidesOf(context: BenchContext): Promise<Sides> {
  const sides = benches.get(context) ?? measureSides(context);
  benches.set(context, sides);
  return await sides;
}

async function measureSides({ folder, runs, repeats }: BenchContext): Promise<Sides> {
  const store = generateFileStore(`${folder}/mlruns`, runs, usualRun);
  const history = generateFileStore(`${folder}/history`, 1, longRun);
  const python = process.env['VIZMOD_PYTHON_318'] ?? (await ensureMlflowVenv('mlflow-3.18'));
  const stores = [store.root, store.experimentId, history.root, generatedRun(0, longRun).runId];
  const script = [scriptPath('measureFileStore.ts'), bundledWorker(folder)];
  const mlflow = ask(folder, python, [scriptPath('measure_file_store.py'), ...stores, String(repeats)]);
  const ours = ask(folder, process.execPath, [...script, ...stores, `${folder}/snapshots`, String(repeats)]) as Ours;
  requireCounts(runs, mlflow);
  requireCounts(runs, ours);
  const tarMs = await medianMs(repeats, () => tarToPipe(`${store.root}/${store.experimentId}`));
  return { ours, mlflow, tarMs };
}

function scriptPath(name: string): string {
  return fileURLToPath(new URL(`../${name}`, import.meta.url));
}

/** The worker as the extension has it. */
function bundledWorker(folder: string): string {
  const outfile = join(folder, 'fileWorker.cjs');
  const entryPoints = [join(repoRoot, 'src/store/storeWorker.ts')];
  buildSync({ entryPoints, outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' });
  return outfile;
}

/** MLflow 3 makes a database where it runs. */
function ask(folder: string, program: string, args: readonly string[]): Mlflow {
  const output = execFileSync(program, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const side = JSON.parse(output) as Mlflow;
  console.log(`  ${program}: peak ${side.peakMB.toFixed(0)} MB`);
  return side;
}

function requireCounts(runs: number, side: Mlflow | Ours): void {
  const listed = 'reopen' in side ? [side.list, side.reopen, side.reopenExact] : [side.list];
  const isComplete = listed.every(({ count }) => count === runs) && side.history.count === historyPoints;
  if (!isComplete || side.firstPage.count < Math.min(firstPageSize, runs)) {
    throw new Error(`not everything was read: ${JSON.stringify(side)}`);
  }
}

function tarToPipe(folder: string): void {
  execFileSync('sh', ['-c', 'tar cf - "$0" 2>/dev/null | cat > /dev/null', folder]);
}

function row(id: string, work: string, goal: number, measured: (sides: Sides) => Measured): BenchRow {
  return { id, work, goal, otherSizes: [1000], measure: async (context) => measured(await sidesOf(context)) };
}

export const fileStoreList = row(
  'store.file.list',
  'list all runs of a file store, everything read (floor: tar to a pipe)',
  10,
  ({ ours, mlflow, tarMs }) => ({ ours: ours.list.ms, mlflow: mlflow.list.ms, floor: tarMs }),
);

export const fileStoreFirstPage = row(
  'store.file.firstPage',
  'the newest 100 runs of a file store, whole',
  40,
  ({ ours, mlflow }) => ({ ours: ours.firstPage.ms, mlflow: mlflow.firstPage.ms }),
);

export const fileStoreReopen = row(
  'store.file.reopen',
  'all runs of a file store seen before, checked by meta.yaml and key folders',
  75,
  ({ ours, mlflow }) => ({ ours: ours.reopen.ms, mlflow: mlflow.list.ms }),
);

export const fileStoreReopenExact = row(
  'store.file.reopenExact',
  'all runs of a file store seen before, every file checked',
  15,
  ({ ours, mlflow }) => ({ ours: ours.reopenExact.ms, mlflow: mlflow.list.ms }),
);

export const fileHistory = row(
  'history.file',
  'the 100,000 points of a metric in a file store',
  10,
  ({ ours, mlflow }) => ({ ours: ours.history.ms, mlflow: mlflow.history.ms }),
);
