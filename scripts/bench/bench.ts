import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { toResult, type BenchContext, type BenchResult, type BenchRow } from './benchRow.ts';
import { activation, loading } from './rows/activation.ts';
import { csvFirstChart, csvMemory, csvProjected, csvPushdown } from './rows/csv.ts';
import {
  fileHistory,
  fileStoreFirstPage,
  fileStoreList,
  fileStoreReopen,
  fileStoreReopenExact,
} from './rows/fileStore.ts';
import { packageSize } from './rows/packageSize.ts';
import { restStorePage } from './rows/restPage.ts';
import { sqliteHistory, sqliteStoreFirstPage, sqliteStoreList } from './rows/sqliteStore.ts';
import { searchMemory, searchMemory100k } from './rows/searchMemory.ts';
import { webviewLinesPaint, webviewLinesZoom } from './rows/webviewLines.ts';
import { webviewTable } from './rows/webviewTable.ts';

const rows: readonly BenchRow[] = [
  fileStoreList,
  fileStoreFirstPage,
  fileStoreReopen,
  fileStoreReopenExact,
  fileHistory,
  sqliteStoreList,
  sqliteStoreFirstPage,
  sqliteHistory,
  restStorePage,
  searchMemory,
  searchMemory100k,
  csvProjected,
  csvPushdown,
  csvFirstChart,
  csvMemory,
  loading,
  activation,
  packageSize,
  webviewLinesPaint,
  webviewLinesZoom,
  webviewTable,
];

function figure(value: number | null): string {
  return value === null ? '-' : value.toFixed(value < 10 ? 2 : 0);
}

function print(result: BenchResult): void {
  const ratio = result.ratio === null ? '' : ` ratio ${result.ratio.toFixed(1)} (goal ${result.goal})`;
  console.log(
    `${result.id.padEnd(24)} ours ${figure(result.ours)}  mlflow ${figure(result.mlflow)}  floor ${figure(result.floor)}${ratio}  ${result.work}`,
  );
}

interface SizedRow {
  readonly row: BenchRow;
  readonly context: BenchContext;
}

/** Every row at the usual number of runs, and some at others; rows of one number share a context and what they make in it. */
function sizedRows(usual: BenchContext, wanted: (row: BenchRow) => boolean, isLarge: boolean): readonly SizedRow[] {
  const contexts = new Map([[usual.runs, usual]]);
  const contextOf = (runs: number): BenchContext => {
    const context = contexts.get(runs) ?? { ...usual, runs, folder: join(usual.folder, String(runs)) };
    mkdirSync(context.folder, { recursive: true });
    contexts.set(runs, context);
    return context;
  };
  const chosen = rows.filter(wanted);
  const others = chosen.flatMap((row) =>
    [...(row.otherSizes ?? []), ...(isLarge ? (row.largeSizes ?? []) : [])]
      .filter((runs) => runs !== usual.runs)
      .map((runs) => ({
        row: { ...row, id: `${row.id}@${runs}`, work: `${row.work}, ${runs} runs` },
        context: contextOf(runs),
      })),
  );
  return [...chosen.map((row) => ({ row, context: usual })), ...others];
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'string' },
      only: { type: 'string' },
      runs: { type: 'string', default: '10000' },
      repeats: { type: 'string', default: '3' },
      large: { type: 'boolean', default: false },
    },
  });
  const wanted = values.only?.split(',');
  const folder = mkdtempSync(join(tmpdir(), 'vizmod-bench-'));
  const usual: BenchContext = { runs: Number(values.runs), repeats: Number(values.repeats), folder };
  const results: BenchResult[] = [];
  try {
    for (const { row, context } of sizedRows(usual, ({ id }) => wanted?.includes(id) ?? true, values.large)) {
      const result = toResult(row, await row.measure(context));
      results.push(result);
      print(result);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (values.json !== undefined) {
    writeFileSync(values.json, `${JSON.stringify(results, null, 2)}\n`);
  }
}

await main();
