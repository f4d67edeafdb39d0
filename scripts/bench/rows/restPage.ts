import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RunTable } from '../../../src/model/runTable.ts';
import { openRestStore } from '../../../src/store/rest/openRestStore.ts';
import { startMlflowServerWith, type MlflowServer } from '../../lib/mlflowServer.ts';
import { scriptStoreEnvironment } from '../../lib/storeEnvironment.ts';
import { ensureMlflowVenv } from '../../setup/mlflowVenv.ts';
import { median, type BenchContext, type BenchRow, type Measured } from '../benchRow.ts';
import { generateDatabase, type GeneratedDatabase } from '../generateDatabase.ts';
import { usualRun } from '../generateFileStore.ts';

const pageRuns = 1000;

/**
 * The goal of this row is a ratio to the floor, the bare request: at most 1.1 times as long. MLflow's client does the same request, so
 * being no slower than it is all that can be asked there.
 */
export const restStorePage: BenchRow = {
  id: 'store.rest.page',
  work: 'the newest 1,000 runs of a server (floor: one bare request and JSON.parse, of which ours may take 1.1 times as long)',
  goal: 1,
  measure: async (context) => {
    const python = process.env['VIZMOD_PYTHON_318'] ?? (await ensureMlflowVenv('mlflow-3.18'));
    const folder = join(context.folder, 'rest');
    mkdirSync(folder);
    const database = generateDatabase(python, join(folder, 'mlflow.db'), context.runs, { ...usualRun, lossPoints: 1 });
    const options = { python, backendStoreUri: `sqlite:///${database.file}`, options: [] };
    const server = await startMlflowServerWith(options);
    try {
      return await measureServer(server, database, python, context);
    } finally {
      await server.stop();
    }
  },
};

/** Ours and the bare request take turns, so that both meet the server in the same mood. */
async function measureServer(
  { url }: MlflowServer,
  { experimentId }: GeneratedDatabase,
  python: string,
  { runs, repeats }: BenchContext,
): Promise<Measured> {
  const count = Math.min(pageRuns, runs);
  const [ours, bare, first]: [number[], number[], number[]] = [[], [], []];
  for (let i = 0; i <= repeats; i++) {
    bare.push(await timed(async () => await askBare(url, experimentId, count)));
    const start = performance.now();
    const times = await readOurs(url, experimentId, count);
    ours.push((times.at(-1) ?? Number.NaN) - start);
    first.push((times[0] ?? Number.NaN) - start);
  }
  const script = fileURLToPath(new URL('../measure_rest.py', import.meta.url));
  const mlflow: unknown = JSON.parse(
    execFileSync(python, [script, url, experimentId, String(count), String(repeats)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
  console.log(`  the first runs of ours are there after ${median(first.slice(1)).toFixed(0)} ms`);
  return { ours: median(ours.slice(1)), mlflow: Number(mlflow), floor: median(bare.slice(1)) };
}

async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function askBare(url: string, experimentId: string, count: number): Promise<void> {
  const body = { experiment_ids: [experimentId], run_view_type: 'ALL', max_results: count };
  const response = await fetch(`${url}/api/2.0/mlflow/runs/search`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answer = JSON.parse(await response.text()) as { readonly runs: readonly unknown[] };
  requireCount(answer.runs.length, count);
}

/** When each page was there, in a table. */
async function readOurs(url: string, experimentId: string, count: number): Promise<readonly number[]> {
  const store = openRestStore(url, scriptStoreEnvironment());
  const table = new RunTable();
  const times: number[] = [];
  const query = { experimentIds: [experimentId], view: 'all', maxResults: count } as const;
  for await (const batch of store.tracking.runs(query)) {
    table.append(batch.runs);
    times.push(performance.now());
  }
  store.dispose();
  requireCount(table.length, count);
  return times;
}

function requireCount(found: number, wanted: number): void {
  if (found !== wanted) {
    throw new Error(`${found} runs were read, not ${wanted}`);
  }
}
