import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Run } from '../../../src/model/run.ts';
import { RunTable } from '../../../src/model/runTable.ts';
import { compileRunFilter } from '../../../src/search/matchRuns.ts';
import { parseRunFilter } from '../../../src/search/parseRunFilter.ts';
import { parseRunOrder } from '../../../src/search/parseRunOrder.ts';
import { searchRuns } from '../../../src/search/searchRuns.ts';
import { ensureMlflowVenv } from '../../setup/mlflowVenv.ts';
import { medianMs, type BenchContext, type BenchRow, type Measured } from '../benchRow.ts';

const filter = "metrics.accuracy > 0.5 AND params.kernel = 'rbf'";
const orderBy = 'metrics.accuracy DESC';
const kernels = ['rbf', 'linear', 'poly'];
/** Searches per timing, because one alone is shorter than the clock is exact. */
const searches = 20;

/** The run that mlflow_search.py makes of the same number; newest first, as stores list them. */
function makeRun(index: number): Run {
  return {
    info: {
      runId: `run-${String(index).padStart(6, '0')}`,
      experimentId: '1',
      runName: `run ${index}`,
      status: 'FINISHED',
      lifecycleStage: 'active',
      userId: 'ana',
      startTime: -index,
      endTime: 1,
      artifactUri: '',
    },
    params: new Map([
      ['kernel', kernels[index % kernels.length] ?? ''],
      ['lr', String(index % 50)],
    ]),
    metrics: new Map([['accuracy', { value: ((index * 7919) % 100_003) / 100_003, step: 0, timestamp: 0 }]]),
    tags: new Map([['stage', `s${index % 5}`]]),
  };
}

function search(table: RunTable): Uint32Array {
  const matches = compileRunFilter(parseRunFilter(filter), table, { dialect: 'file', now: 0 });
  return searchRuns(table, { matches, sortKeys: [parseRunOrder(orderBy)] });
}

/** The least that has to be done: one loop over bare arrays, and their own sort. */
function bareSearch(accuracy: Float64Array, kernel: Uint8Array): Float64Array {
  const found = accuracy.filter((value, row) => value > 0.5 && kernel[row] === 0);
  return found.sort();
}

async function perSearch(repeats: number, work: () => unknown): Promise<number> {
  const ms = await medianMs(repeats, () => {
    for (let i = 0; i < searches; i++) {
      work();
    }
  });
  return ms / searches;
}

async function measure({ folder, repeats }: BenchContext, runs: number): Promise<Measured> {
  const table = new RunTable();
  for (let index = 0; index < runs; index++) {
    table.put(makeRun(index));
  }
  const accuracy = Float64Array.from({ length: runs }, (_, row) => table.metrics.get('accuracy')?.values.get(row) ?? 0);
  const kernel = Uint8Array.from({ length: runs }, (_, row) => row % kernels.length);
  const ours = await perSearch(repeats, () => search(table));
  const floor = await perSearch(repeats, () => bareSearch(accuracy, kernel));
  const python = process.env['VIZMOD_PYTHON_318'] ?? (await ensureMlflowVenv('mlflow-3.18'));
  const script = fileURLToPath(new URL('../mlflow_search.py', import.meta.url));
  const output = execFileSync(python, [script, String(runs), String(repeats), filter, orderBy], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const mlflow = JSON.parse(output) as {
    readonly count: number;
    readonly first: readonly string[];
    readonly ms: number;
  };
  const found = search(table);
  const first = Array.from(found.subarray(0, 10), (row) => table.runId(row));
  if (found.length !== mlflow.count || first.join() !== mlflow.first.join()) {
    throw new Error(`MLflow finds ${mlflow.count} runs (${mlflow.first.join()}), we ${found.length} (${first.join()})`);
  }
  return { ours, mlflow: mlflow.ms, floor };
}

export const searchMemory: BenchRow = {
  id: 'search.memory',
  work: 'filter and order runs in memory (floor: a loop over bare arrays and their own sort)',
  goal: 35,
  measure: async (context) => await measure(context, context.runs),
};

export const searchMemory100k: BenchRow = {
  id: 'search.memory.100k',
  work: 'the same over 100,000 runs',
  goal: 35,
  measure: async (context) => await measure(context, 100_000),
};
