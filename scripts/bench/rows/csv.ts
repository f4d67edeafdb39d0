import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateCsv } from '../generateCsv.ts';
import type { BenchContext, BenchRow } from '../benchRow.ts';

const fileBytes = 100e6;
const script = fileURLToPath(new URL('../measureCsv.ts', import.meta.url));

interface CsvMeasured {
  readonly ms: number;
  /** The most that the process held, in MB. */
  readonly memory: number;
  readonly outcome: unknown;
}

/** Each side in a process of its own: neither finds the other's garbage. */
function measure({ folder, repeats }: BenchContext, work: string): CsvMeasured {
  const file = join(folder, 'bench.csv');
  if (!existsSync(file)) {
    generateCsv(file, fileBytes);
  }
  const output = execFileSync(process.execPath, ['--max-old-space-size=6000', script, work, file, String(repeats)], {
    encoding: 'utf8',
    maxBuffer: 64e6,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return JSON.parse(output) as CsvMeasured;
}

/** @throws Error when the two sides do not come to the same */
function compare(context: BenchContext, ourWork: string, vegaWork: string) {
  const [ours, vega] = [measure(context, ourWork), measure(context, vegaWork)];
  if (JSON.stringify(ours.outcome) !== JSON.stringify(vega.outcome)) {
    throw new Error(`${ourWork} and ${vegaWork} differ`);
  }
  return { ours, vega };
}

export const csvProjected: BenchRow = {
  id: 'csv.projected',
  work: 'read the 3 columns that a chart uses of a 100 MB CSV, with their types, against Vega’s loader (floor: one pass over the bytes)',
  goal: 10,
  measure: (context) => {
    const { ours, vega } = compare(context, 'readOurs', 'readVega');
    return Promise.resolve({ ours: ours.ms, mlflow: vega.ms, floor: measure(context, 'readFloor').ms });
  },
};

export const csvPushdown: BenchRow = {
  id: 'csv.pushdown',
  work: 'filter, bin and aggregate 2,000,000 rows, against Vega’s transforms (floor: the same in one bare loop)',
  goal: 25,
  measure: (context) => {
    const { ours, vega } = compare(context, 'transformOurs', 'transformVega');
    return Promise.resolve({ ours: ours.ms, mlflow: vega.ms, floor: measure(context, 'transformFloor').ms });
  },
};

export const csvFirstChart: BenchRow = {
  id: 'csv.firstChart',
  work: 'from a 100 MB CSV to the drawn chart, against Vega alone',
  goal: 4,
  measure: (context) => {
    const { ours, vega } = compare(context, 'chartOurs', 'chartVega');
    return Promise.resolve({ ours: ours.ms, mlflow: vega.ms });
  },
};

export const csvMemory: BenchRow = {
  id: 'csv.memory',
  work: 'the most MB that a process holds from a 100 MB CSV to the drawn chart, against Vega alone',
  goal: 4,
  measure: (context) => {
    const { ours, vega } = compare({ ...context, repeats: 1 }, 'chartOurs', 'chartVega');
    return Promise.resolve({ ours: ours.memory, mlflow: vega.memory });
  },
};
