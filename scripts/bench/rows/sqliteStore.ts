import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { repoRoot } from '../../lib/paths.ts';
import { ensureMlflowVenv } from '../../setup/mlflowVenv.ts';
import type { BenchContext, BenchRow, Measured } from '../benchRow.ts';
import { generateDatabase, historyPoints } from '../generateDatabase.ts';
import { usualRun } from '../generateFileStore.ts';

interface Work {
  readonly count: number;
  readonly ms: number;
}

/** Of one process that did all of it, each reading after one that does not count. */
interface Side {
  readonly list: Work;
  readonly firstPage: Work;
  readonly history: Work;
  readonly peakMB: number;
}

interface Sides {
  readonly ours: Side;
  readonly mlflow: Side;
  readonly floor: Side;
}

const benches = new WeakMap<BenchContext, Promise<Sides>>();

/** What the rows share, measured by the first of them. */
async function sidesOf(context: BenchContext): Promise<Sides> {
  const sides = benches.get(context) ?? measureSides(context);
  benches.set(context, sides);
  return await sides;
}

/** So many runs with 100 points of a metric each would be a file of 3 GB; the points that are not the latest are not listed. */
const manyRuns = 50_000;

async function measureSides({ folder, runs, repeats }: BenchContext): Promise<Sides> {
  const python = process.env['VIZMOD_PYTHON_318'] ?? (await ensureMlflowVenv('mlflow-3.18'));
  const shape = runs < manyRuns ? usualRun : { ...usualRun, lossPoints: 1 };
  const { file, experimentId, historyRunId } = generateDatabase(python, join(folder, 'mlflow.db'), runs, shape);
  const query = [file, experimentId, historyRunId, String(repeats)];
  const script = scriptPath('measure_sqlite.py');
  return {
    ours: ask(process.execPath, [scriptPath('measureSqlite.ts'), bundledWorker(folder), ...query], runs),
    mlflow: ask(python, [script, 'mlflow', ...query], runs),
    floor: ask(python, [script, 'sqlite3', ...query], runs),
  };
}

function scriptPath(name: string): string {
  return fileURLToPath(new URL(`../${name}`, import.meta.url));
}

/** The worker as the extension has it. */
function bundledWorker(folder: string): string {
  const outfile = join(folder, 'sqliteWorker.cjs');
  const entryPoints = [join(repoRoot, 'src/store/storeWorker.ts')];
  buildSync({ entryPoints, outfile, bundle: true, platform: 'node', format: 'cjs', logLevel: 'error' });
  return outfile;
}

function ask(program: string, args: readonly string[], runs: number): Side {
  const side = JSON.parse(
    execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
  ) as Side;
  if (
    side.list.count !== runs ||
    side.firstPage.count !== Math.min(100, runs) ||
    side.history.count !== historyPoints
  ) {
    throw new Error(`${program} ${args.join(' ')} read something else: ${JSON.stringify(side)}`);
  }
  const figures = (['list', 'firstPage', 'history'] as const).map((work) => `${work} ${side[work].ms.toFixed(1)} ms`);
  console.log(`  ${args.slice(0, 2).join(' ')}: ${figures.join(', ')}, peak ${side.peakMB.toFixed(0)} MB`);
  return side;
}

function row(id: string, work: string, goal: number, name: 'list' | 'firstPage' | 'history'): BenchRow {
  return {
    id,
    work,
    goal,
    otherSizes: [1000],
    largeSizes: [100_000],
    measure: async (context): Promise<Measured> => {
      const { ours, mlflow, floor } = await sidesOf(context);
      return { ours: ours[name].ms, mlflow: mlflow[name].ms, floor: floor[name].ms };
    },
  };
}

export const sqliteStoreList = row(
  'store.sqlite.list',
  'list all runs of a database, everything read (floor: the rows by Python sqlite3)',
  35,
  'list',
);

export const sqliteStoreFirstPage = row(
  'store.sqlite.firstPage',
  'the newest 100 runs of a database, whole (floor: the rows by Python sqlite3)',
  // MLflow answers this one from SQL too, and both have to look at every run to know the newest.
  5,
  'firstPage',
);

export const sqliteHistory = row(
  'history.sqlite',
  'the 100,000 points of a metric in a database (floor: the rows by Python sqlite3)',
  20,
  'history',
);
