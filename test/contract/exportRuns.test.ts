import { describe, expect, it } from 'vitest';
import { RunTable } from '../../src/model/runTable.ts';
import { exportRuns } from '../../src/panels/exportRuns.ts';
import type { ExportFormat } from '../../src/protocol/experimentPanel.ts';
import type { RunColumn } from '../../src/protocol/runColumn.ts';
import { pythonFloat } from '../../src/util/pythonFloat.ts';
import { askOracle } from '../support/mlflowPython.ts';
import { SeededRandom } from '../support/seededRandom.ts';

interface ReadTable {
  readonly rows: readonly (readonly string[])[];
  readonly rewritten: string;
}

interface Answer {
  readonly csv: ReadTable;
  readonly tsv: ReadTable;
  readonly json: readonly (readonly (string | null)[])[];
  readonly pandas: { readonly columns: readonly string[]; readonly losses: readonly string[] };
}

const columns: readonly RunColumn[] = [
  { kind: 'metric', key: 'loss' },
  { kind: 'param', key: 'a,"b"\tc' },
  { kind: 'tag', key: 'note' },
];
const names = ['run_id', 'run_name', 'metrics.loss', 'params.a,"b"\tc', 'tags.note'];
const special = [NaN, Infinity, -Infinity, 0, -0, 5, 0.1 + 0.2, 1e-7, 1e16, 1e15, 5e-324, 1.7976931348623157e308];
const pieces = ['a', ' ', ',', '\t', '"', '""', '\n', '\r\n', '\r', "'", 'ü', '雪', '\\', '=1+1', '#', ';', '-'];

interface Values {
  readonly runId: string;
  readonly name: string;
  readonly loss: number;
  readonly param: string;
  readonly note: string;
}

/** Runs with texts and numbers that a table easily loses. */
function nastyValues(): readonly Values[] {
  const random = new SeededRandom(7);
  const text = (): string => Array.from({ length: 1 + random.below(6) }, () => random.of(pieces)).join('');
  return Array.from({ length: 300 }, (_, index) => ({
    runId: `run${index}`,
    name: text(),
    loss: special[index] ?? (random.below(2 ** 30) / 2 ** 30 - 0.5) * 10 ** (random.below(40) - 20),
    param: text(),
    note: text(),
  }));
}

function tableOf(values: readonly Values[]): RunTable {
  const table = new RunTable();
  for (const { runId, name, loss, param, note } of values) {
    table.put({
      info: {
        runId,
        experimentId: '1',
        runName: name,
        status: 'FINISHED',
        lifecycleStage: 'active',
        userId: '',
        startTime: 0,
        endTime: 0,
        artifactUri: '',
      },
      params: new Map([['a,"b"\tc', param]]),
      metrics: new Map([['loss', { value: loss, step: 0, timestamp: 0 }]]),
      tags: new Map([['note', note]]),
    });
  }
  return table;
}

describe('exported runs', () => {
  const values = nastyValues();
  const table = tableOf(values);
  const rows = Uint32Array.from(values, (_, index) => index);
  const exported = (format: ExportFormat): string => [...exportRuns(table, rows, columns, format)].join('');
  const texts = { csv: exported('csv'), tsv: exported('tsv'), json: exported('json') };
  const cells = values.map(({ runId, name, loss, param, note }) => [runId, name, pythonFloat(loss), param, note]);

  it.each(['1.30', '3.18'] as const)("are what Python's csv and json and pandas of MLflow %s read", (version) => {
    const { csv, tsv, json, pandas } = askOracle(version, 'read_export.py', [], texts) as Answer;
    expect([csv.rows, tsv.rows]).toEqual([
      [names, ...cells],
      [names, ...cells],
    ]);
    expect([csv.rewritten, tsv.rewritten]).toEqual([texts.csv, texts.tsv]);
    expect(json).toEqual(cells);
    expect(pandas).toEqual({ columns: names, losses: cells.map(([, , loss]) => loss) });
  });
});
