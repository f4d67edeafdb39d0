import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { fileSource } from '../../src/data/byteChunks.ts';
import { CsvScanner, type RowListener } from '../../src/data/csvScanner.ts';
import { readDataTable } from '../../src/data/readDataTable.ts';
import type { DataColumn, DataTable } from '../../src/model/dataTable.ts';
import { MlflowError } from '../../src/model/mlflowError.ts';
import { cellReader } from '../../src/vizmod/dataCells.ts';
import { askOracle } from '../support/mlflowPython.ts';
import { SeededRandom } from '../support/seededRandom.ts';

interface CsvFile {
  readonly name: string;
  readonly bytes: Buffer;
  readonly encoding: string;
  readonly delimiter: string;
}

interface PlainColumn {
  readonly name: string;
  readonly kind: string;
  readonly values: readonly (string | null)[];
}

interface OracleAnswer {
  readonly rows: readonly (readonly string[])[];
  readonly table: { readonly columns: readonly PlainColumn[]; readonly rowCount: number } | null;
}

function file(name: string, text: string, encoding = 'utf-8', delimiter = ','): CsvFile {
  return { name, bytes: Buffer.from(text), encoding, delimiter };
}

function ask(files: readonly CsvFile[]): readonly OracleAnswer[] {
  const cases = files.map(({ bytes, encoding, delimiter }) => ({
    bytes: bytes.toString('base64'),
    encoding,
    delimiter,
  }));
  return askOracle('3.18', 'read_csv.py', [], cases) as readonly OracleAnswer[];
}

const folder = mkdtempSync(join(tmpdir(), 'vizmod-csv-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read({ bytes }: CsvFile): DataTable | undefined {
  const path = join(folder, 'data.csv');
  writeFileSync(path, bytes);
  try {
    return readDataTable(fileSource(path));
  } catch (error) {
    if (MlflowError.is(error, 'invalidData')) {
      return undefined;
    }
    throw error;
  }
}

function plain(table: DataTable): NonNullable<OracleAnswer['table']> {
  return { columns: table.columns.map((column) => plainColumn(column, table.rowCount)), rowCount: table.rowCount };
}

/** Numbers as the doubles they are; pandas has no times in files. */
function plainColumn(column: DataColumn, rowCount: number): PlainColumn {
  const cell = cellReader(column);
  const isBoolean = column.type === 'boolean';
  const values = Array.from({ length: rowCount }, (_, row) => {
    const text = cell.text(row) ?? null;
    if (text === null) {
      return null;
    }
    return isBoolean ? text.toLowerCase() : text;
  });
  return { name: column.name, kind: column.type === 'datetime' ? 'text' : column.type, values };
}

/** As both sides say it: numbers as JavaScript prints them, truth in small letters. pandas has no whole numbers with gaps, but floats. */
function comparable({ columns, rowCount }: NonNullable<OracleAnswer['table']>): NonNullable<OracleAnswer['table']> {
  return { rowCount, columns: columns.map(comparableColumn) };
}

function comparableColumn({ name, kind, values }: PlainColumn): PlainColumn {
  switch (kind) {
    case 'integer':
    case 'float': {
      const numbers = values.map((text) => (text === null ? null : String(Number(text.replace('inf', 'Infinity')))));
      return { name, kind: values.includes(null) ? 'float' : kind, values: numbers };
    }
    case 'boolean':
      return { name, kind, values: values.map((text) => text?.toLowerCase() ?? null) };
    default:
      return { name, kind, values };
  }
}

/** Files that pandas (3.1) reads as we do. */
const nastyFiles: readonly CsvFile[] = [
  file('quotes across lines', 'a,b\n"x\ny","p ""q"" r"\n"","""" \n'),
  file('carriage returns alone', 'a,b\r1,2\r"x\ry",4\r'),
  file('mixed line ends', 'a,b\r\n1,2\n3,4\r\n'),
  file('no end of the last line', 'a,b\n1,2\n3,4'),
  file('a mark at the beginning', '\uFEFFa,b\n1,2\n'),
  file('a mark before a quote', '\uFEFF"a",b\n1,2\n'),
  {
    name: 'UTF-16',
    bytes: Buffer.from('\uFEFFname,ü\n"Zoë, 😀",1.5\n', 'utf16le'),
    encoding: 'utf-16',
    delimiter: ',',
  },
  file('short rows', 'a,b,c\n1\n1,2\n,,3\n'),
  file('blank lines', '\n\na,b\n\n1,2\n\r\n3,4\n\n'),
  file('repeated and empty names', 'a,a,a.1,,a,\n1,2,3,4,5,6\n'),
  file('names that are numbers and blanks', '1,1.0, ,  x ,"q"""\n1,2,3,4,5\n'),
  file(
    'every word for nothing',
    `a,b\n${naWords()
      .map((word) => `${word},1\n`)
      .join('')}`,
  ),
  file('numbers of all sorts', 'a,b,c,d\n1,+2.50,1e3,-0\n007,.5,1E-400,0\n-12,5.,1e400,-1\n'),
  file('long numbers', 'a,b\n0.1234567890123456789,9007199254740993\n123456789.123456789,-9223372036854775808\n'),
  file('blanks around numbers', 'a,b\n 1, 2.5\n2 ,3 \n'),
  file('infinities', 'a\ninf\n-Infinity\n+INF\n1\n'),
  file('truth values', 'a,b,c\ntrue,TRUE,True\nFalse,,true\n'),
  file('truth values and others', 'a,b\ntrue,True\n1,yes\n'),
  file('a huge field', `a,b\n"${'x'.repeat(3_000_000)}",1\n`),
  file('thousands of columns', `${wide((i) => `c${i}`)}\n${wide((i) => String(i))}\n${wide((i) => String(i / 3))}\n`),
  file('tabs', 'a\tb,c\td\n1\t"x\ty"\t2\n', 'utf-8', '\t'),
  file('semicolons', 'a;b\n1,5;2\n', 'utf-8', ';'),
  file('a quote within a cell', 'a,b\nx"y,1\nit"s "so",2\n'),
  file('text after a closing quote', 'a,b\n"x"y,1\n"p"q"r,2\n'),
  file('a header alone', 'a,b\n'),
  file('times as they are written', 'a\n2024-01-01\n2024-01-02T03:04:05Z\n'),
  file('hexadecimal and grouped numbers', 'a,b\n0x10,1_000\n0x11,"1,000"\n'),
];

function naWords(): string[] {
  return '#N/A|#N/A N/A|#NA|-1.#IND|-1.#QNAN|-NaN|-nan|1.#IND|1.#QNAN|<NA>|N/A|NA|NULL|NaN|None|n/a|nan|null'.split(
    '|',
  );
}

function wide(cell: (index: number) => string): string {
  return Array.from({ length: 3000 }, (_, index) => cell(index)).join(',');
}

/** Files that we read otherwise than pandas, on purpose. */
const readOtherwise: readonly (CsvFile & {
  readonly because: string;
  readonly pandas: unknown;
  readonly ours: unknown;
})[] = [
  {
    ...file('a word for nothing among texts', 'a,b\nx,1\nNA,2\n'),
    because: 'NA is a name of a column of texts as well (Namibia, sodium); nothing is lost',
    pandas: [
      ['a', 'text', ['x', null]],
      ['b', 'integer', ['1', '2']],
    ],
    ours: [
      ['a', 'text', ['x', 'NA']],
      ['b', 'integer', ['1', '2']],
    ],
  },
  {
    ...file('a row with more cells than names', 'a,b\n1,2\n3,4,5\n'),
    because: 'one bad row does not hide the others; the findings name it',
    pandas: undefined,
    ours: [
      ['a', 'integer', ['1', '3']],
      ['b', 'integer', ['2', '4']],
    ],
  },
  {
    ...file('a quote that is never closed', 'a,b\n1,"2\n3,4\n'),
    because: 'the line of the quote is named; pandas takes the rest of the file for the cell, or refuses it',
    pandas: undefined,
    ours: undefined,
  },
  {
    ...file('numbers and a word', 'a\n1.50\n007\nx\n'),
    because: 'both keep what is written',
    pandas: [['a', 'text', ['1.50', '007', 'x']]],
    ours: [['a', 'text', ['1.50', '007', 'x']]],
  },
  {
    ...file('whole numbers past 64 bits', 'a\n18446744073709551616\n1\n'),
    because: 'Vega draws doubles; pandas keeps texts',
    pandas: [['a', 'text', ['18446744073709551616', '1']]],
    ours: [['a', 'integer', ['18446744073709552000', '1']]],
  },
  {
    ...file('a blank line between carriage returns, before an empty cell', 'a,b\r\r,1\r\r2,3\r'),
    because: 'pandas drops the delimiter after such a line, and moves the cells of the row',
    pandas: [
      ['a', 'integer', ['1', '2']],
      ['b', 'float', [null, '3']],
    ],
    ours: [
      ['a', 'float', [null, '2']],
      ['b', 'integer', ['1', '3']],
    ],
  },
  {
    ...file('nothing at all', ''),
    because: 'a file that is being written has no columns yet',
    pandas: undefined,
    ours: [],
  },
  {
    ...file('a NUL', 'a,b\nx\0y,1\n'),
    because: 'the cell is what is written',
    pandas: [
      ['a', 'text', ['x\0y']],
      ['b', 'integer', ['1']],
    ],
    ours: [
      ['a', 'text', ['x\0y']],
      ['b', 'integer', ['1']],
    ],
  },
];

function brief(table: OracleAnswer['table'] | undefined): unknown {
  return table?.columns.map(comparableColumn).map(({ name, kind, values }) => [name, kind, values]);
}

it('reads other files otherwise, in ways that are known', () => {
  const answers = ask(readOtherwise);
  const actual = readOtherwise.map((other, index) => {
    const table = read(other);
    return { name: other.name, pandas: brief(answers[index]?.table), ours: brief(table && plain(table)) };
  });

  expect(actual).toEqual(readOtherwise.map(({ name, pandas, ours }) => ({ name, pandas, ours })));
});

/** Cells of one column: all of a kind, some of them missing. */
const cellKinds: readonly (readonly string[])[] = [
  ['', '1', '-2', '007', '+3', ' 4', '123456789'],
  ['', '1', '2.5', '-.5', '1e3', 'nan', '1e-7', '0.1234567890123456789', 'inf', 'NA', 'None'],
  ['true', 'False', 'TRUE'],
  ['x', '"a,b"', '"a\nb"', '"a\r\nb"', '"say ""so"""', 'mid"quote', '"x"y', 'é😀', ' padded ', "'", '0x1', '1_0'],
  ['2024-01-01', '2024-01-01 10:00', ''],
  ['', 'NA'],
];

function randomFile(seed: number): CsvFile {
  const random = new SeededRandom(seed);
  const columns = Array.from({ length: 1 + random.below(6) }, () => random.of(cellKinds));
  const delimiter = random.of([',', ',', ';', '\t', '|']);
  const header = columns.map((_, index) =>
    random.of(['a', 'b', index === 0 ? 'first' : '', 'a.1', '"q""q"', '"c d"', 'é', 'x y', '7']),
  );
  const rows = Array.from({ length: random.below(30) }, () => {
    const cells = columns.map((cells) => random.of(cells));
    return cells.slice(0, random.oneIn(12) ? 1 + random.below(cells.length) : cells.length).join(delimiter);
  });
  const end = random.of(rows.includes('') ? ['\n', '\r\n'] : ['\n', '\r\n', '\r']);
  const blank = end !== '\r' && random.oneIn(4) ? end : '';
  const text = [header.join(delimiter), ...rows].join(end + blank) + (random.oneIn(2) ? end : '');
  const mark = random.oneIn(5) ? '\uFEFF' : '';
  return file(`seed ${seed}`, mark + text, 'utf-8', delimiter);
}

it('reads random files as pandas does', () => {
  const files = Array.from({ length: 400 }, (_, seed) => randomFile(seed));
  const answers = ask(files);
  const different = files.flatMap((random, index) => {
    const [ours, theirs] = [read(random), answers[index]?.table];
    const [a, b] = [ours && comparable(plain(ours)), theirs && comparable(theirs)];
    return JSON.stringify(a) === JSON.stringify(b)
      ? []
      : [{ name: random.name, text: random.bytes.toString(), ours: a, pandas: b }];
  });

  expect(different).toEqual([]);
});

it('reads nasty files as pandas does: names, types and values', () => {
  const answers = ask(nastyFiles);
  const different = nastyFiles.flatMap((nasty, index) => {
    const [ours, theirs] = [read(nasty), answers[index]?.table];
    const [a, b] = [ours && comparable(plain(ours)), theirs && comparable(theirs)];
    return JSON.stringify(a) === JSON.stringify(b) ? [] : [{ name: nasty.name, ours: a, pandas: b }];
  });

  expect(different).toEqual([]);
});

/** The cells of a file by row, as the scanner finds them, wherever the bytes are cut. */
function cellsOf({ bytes, delimiter, name }: CsvFile): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const listener: RowListener = {
    cell: (column, source, from, to) => {
      row[column] = Buffer.from(source.subarray(from, to)).toString();
    },
    endRow: (_, cells) => {
      rows.push(row.slice(0, cells));
      row = [];
    },
  };
  const scanner = new CsvScanner(delimiter.charCodeAt(0), listener, name);
  const text = bytes.toString().replace(/^\uFEFF/, '');
  const pieceBytes = Math.max(5, Math.ceil(text.length / 50));
  const whole = Buffer.from(text);
  for (let from = 0; from < whole.length; from += pieceBytes) {
    scanner.push(whole.subarray(from, from + pieceBytes), false);
  }
  scanner.push(new Uint8Array(0), true);
  return rows;
}

it('finds the same cells as Python’s csv', () => {
  const files = [
    ...nastyFiles.filter(({ encoding }) => encoding === 'utf-8'),
    ...Array.from({ length: 400 }, (_, seed) => randomFile(seed)),
  ];
  const answers = ask(files);
  const different = files.flatMap((nasty, index) =>
    JSON.stringify(cellsOf(nasty)) === JSON.stringify(answers[index]?.rows) ? [] : [nasty.name],
  );

  expect(different).toEqual([]);
});
