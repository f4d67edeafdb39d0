import { expect, test } from 'vitest';
import { textSource } from '../../src/data/byteChunks.ts';
import { readDataTable } from '../../src/data/readDataTable.ts';
import { enforceSignature } from '../../src/vizmod/enforcement.ts';
import { pandasColumns, type PandasType, type PandasVersion } from '../../src/vizmod/pandasColumn.ts';
import { parseSignature } from '../../src/vizmod/signature.ts';
import { askOracle, type MlflowVersion } from '../support/mlflowPython.ts';

/** A signature, as MLmodel files state it, and data. */
interface Pair {
  readonly inputs: readonly object[];
  readonly csv: string;
  /** What columns are converted to before MLflow sees them. */
  readonly dtypes?: Readonly<Record<string, PandasType>>;
}

interface Verdict {
  readonly isTaken: boolean;
  readonly why?: string;
}

const columnTypes = ['double', 'float', 'long', 'integer', 'boolean', 'string', 'binary', 'datetime'];

const columns = {
  'whole numbers': ['5', '6'],
  'zeros and ones': ['0', '1'],
  'whole numbers with gaps': ['5', '', '7'],
  'zeros and ones with gaps': ['0', 'NA', '1'],
  fractions: ['1.5', '-2'],
  'whole fractions': ['1.0', '1e3'],
  'numbers beyond 64 bits signed': ['12345678901234567890', '1'],
  infinities: ['inf', '1'],
  'truth values': ['true', 'False'],
  'truth values with gaps': ['true', '', 'false'],
  texts: ['a', 'b'],
  'texts with gaps': ['a', 'NaN'],
  'numbers and texts': ['1', 'x'],
  days: ['2024-01-01', '2024-01-02'],
  'days with gaps': ['2024-01-01', '', '2024-01-02'],
  'times without zone': ['2024-01-01T10:00:00', '2024-01-02 11:30:05.25'],
  'times with zone': ['2024-01-01T00:00:00Z', '2024-01-02T00:00:00Z'],
  months: ['2024-01', '2024-02'],
  'nothing but gaps': ['', 'NA'],
  'no rows': [],
};

const convertedTypes: readonly PandasType[] = [
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'float32',
  'float64',
  'bool',
  'datetime64[ns]',
];

const frames = {
  'whole numbers': 'a,b\n5,6\n7,8\n',
  'whole numbers and fractions': 'a,b\n1,1.5\n2,2\n',
  'numbers and texts': 'a,b\n1,x\n',
  'truth values': 'a,b\ntrue,false\n',
  'numbers and truth values': 'a,b\n1,false\n',
  texts: 'a,b\nx,y\n',
  'no rows': 'a,b\n',
};

const tensorTypes = ['float64', 'float32', 'int64', 'int32', 'uint8', 'bool', 'str', 'object', 'datetime64[ns]'];

function tensor(dtype: string, shape: readonly number[], name?: string): object {
  return { type: 'tensor', 'tensor-spec': { dtype, shape }, ...(name !== undefined && { name }) };
}

/** One column beside another that nobody asks for, so that no row is blank. */
function csvOf(cells: readonly string[]): string {
  return `k,v\n${cells.map((cell) => `0,${cell}\n`).join('')}`;
}

const named = (name: string, type: string, required = true): object => ({ type, name, required });

const namePairs: readonly Pair[] = [
  { inputs: [named('a', 'long')], csv: 'b,a,c\n1,2,3\n' },
  { inputs: [named('a', 'long'), named('z', 'long')], csv: 'a\n1\n' },
  { inputs: [named('a', 'long'), named('z', 'long', false)], csv: 'a\n1\n' },
  { inputs: [named('a', 'long'), named('z', 'long', false)], csv: 'a,z\n1,x\n' },
  { inputs: [named('A', 'long')], csv: 'a\n1\n' },
  { inputs: [named('a', 'string'), named('a.1', 'long')], csv: 'a,a\nx,2\n' },
  { inputs: [{ type: 'long', required: true }], csv: 'a,b\n1,x\n' },
  {
    inputs: [
      { type: 'long', required: true },
      { type: 'string', required: true },
    ],
    csv: 'a,b\n1,x\n',
  },
  {
    inputs: [
      { type: 'string', required: true },
      { type: 'long', required: true },
    ],
    csv: 'a,b\n1,x\n',
  },
  { inputs: ['long', 'string', 'long'].map((type) => ({ type, required: true })), csv: 'a,b\n1,x\n' },
  { inputs: [{ type: 'array', items: { type: 'double' }, name: 'a', required: true }], csv: 'a\n1\n' },
  { inputs: [{ type: 'map', values: { type: 'double' }, name: 'a', required: true }], csv: 'a\nx\n' },
  {
    inputs: [{ type: 'object', properties: { x: { type: 'long', required: true } }, name: 'a', required: true }],
    csv: 'a\n{}\n',
  },
  { inputs: [{ type: 'any', name: 'a', required: false }], csv: 'a\n1\n' },
  { inputs: [tensor('int64', [-1], 'a'), tensor('int64', [-1], 'z')], csv: 'a,b\n1,2\n' },
  { inputs: [tensor('int64', [-1], 'a'), tensor('float64', [-1, 1], 'b')], csv: 'b,a,c\n1,2,x\n' },
  { inputs: [tensor('int64', [2], 'a')], csv: 'a\n1\n2\n' },
];

const pairs: readonly Pair[] = [
  ...namePairs,
  ...Object.values(columns).flatMap((cells) => [
    ...columnTypes.map((type) => ({ inputs: [named('v', type)], csv: csvOf(cells) })),
    ...tensorTypes.flatMap((type) =>
      [[-1], [-1, 1], [-1, 2], [-1, -1]].map((shape) => ({ inputs: [tensor(type, shape, 'v')], csv: csvOf(cells) })),
    ),
  ]),
  ...convertedTypes.flatMap((type) =>
    columnTypes.map((asked) => ({ inputs: [named('v', asked)], csv: csvOf(['5', '6']), dtypes: { v: type } })),
  ),
  ...Object.values(frames).flatMap((csv) =>
    tensorTypes.flatMap((type) =>
      [[-1, 2], [-1, 3], [2, 2], [-1], [-1, -1]].map((shape) => ({ inputs: [tensor(type, shape)], csv })),
    ),
  ),
  ...['v\n1.5\n2\n', 'v\nx\n'].flatMap((csv) => tensorTypes.map((type) => ({ inputs: [tensor(type, [-1, 1])], csv }))),
];

function ourVerdict({ inputs, csv, dtypes = {} }: Pair, pandas: PandasVersion): boolean | undefined {
  const signature = parseSignature(JSON.stringify(inputs));
  const frame = pandasColumns(readDataTable(textSource(csv, 'data.csv')), pandas).map((column) => ({
    ...column,
    type: dtypes[column.name] ?? column.type,
  }));
  return signature && enforceSignature(signature, frame).length === 0;
}

test.each<[MlflowVersion, PandasVersion]>([
  ['2.22', 2],
  ['3.18', 3],
])('decides about every frame as the schema enforcement of MLflow %s', (version, pandas) => {
  const verdicts = askOracle(version, 'enforce_schema.py', [], pairs) as readonly Verdict[];

  const differences = pairs.flatMap((pair, index) => {
    const { isTaken, why } = verdicts[index] ?? { isTaken: false, why: 'no answer' };
    const ours = ourVerdict(pair, pandas);
    return ours === isTaken ? [] : [{ ...pair, ours, why: why ?? 'taken' }];
  });

  expect(differences).toEqual([]);
  expect(verdicts.filter(({ isTaken }) => isTaken).length).toBeGreaterThan(100);
});
