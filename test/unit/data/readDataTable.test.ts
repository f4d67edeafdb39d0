import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { fileSource, textSource } from '../../../src/data/byteChunks.ts';
import { readDataHeader, readDataTable } from '../../../src/data/readDataTable.ts';
import type { ReadProgress } from '../../../src/data/tableRequest.ts';
import type { DataColumn, DataTable } from '../../../src/model/dataTable.ts';
import { lineOfRow } from '../../../src/model/dataTable.ts';
import { MlflowError } from '../../../src/model/mlflowError.ts';
import { cellReader } from '../../../src/vizmod/dataCells.ts';
import { slowCsv } from './slowCsv.ts';

const folder = mkdtempSync(join(tmpdir(), 'vizmod-data-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(text: string, columns?: readonly string[]): DataTable {
  return readDataTable(textSource(text, 'data.csv'), { columns });
}

function values(column: DataColumn, rowCount: number): (string | undefined)[] {
  const cell = cellReader(column);
  return Array.from({ length: rowCount }, (_, row) => cell.text(row));
}

/** The table in plain values, to compare whole. */
function plain(table: DataTable) {
  return {
    header: table.header,
    columns: Object.fromEntries(
      table.columns.map((column) => [
        column.name,
        { type: column.type, missing: column.missing, values: values(column, table.rowCount) },
      ]),
    ),
    lines: Array.from({ length: table.rowCount }, (_, row) => lineOfRow(table, row)),
    ragged: table.ragged,
  };
}

describe('a table from text', () => {
  it('takes a byte order mark, CRLF, quotes across lines, blank lines, ragged rows, repeated and missing names', () => {
    const text =
      '\uFEFFa,b,"c ""x""",a,\r\n1,2.0,"x, y",t,true\r\n\r\n3,,"mu\r\nlti",u,True\r\n5,7,z\r\n6,7,8,9,FALSE,2';

    expect(plain(read(text))).toEqual({
      header: ['a', 'b', 'c "x"', 'a.1', 'Unnamed: 4'],
      columns: {
        a: { type: 'integer', missing: 0, values: ['1', '3', '5', '6'] },
        b: { type: 'float', missing: 1, values: ['2', undefined, '7', '7'] },
        'c "x"': { type: 'text', missing: 0, values: ['x, y', 'mu\r\nlti', 'z', '8'] },
        'a.1': { type: 'text', missing: 1, values: ['t', 'u', undefined, '9'] },
        'Unnamed: 4': { type: 'boolean', missing: 1, values: ['true', 'True', undefined, 'FALSE'] },
      },
      lines: [2, 4, 6, 7],
      ragged: {
        count: 2,
        first: [
          { line: 6, cells: 3 },
          { line: 7, cells: 6 },
        ],
      },
    });
  });

  it.each([
    ['integer', ['1', '-2', '+3', '007', '']],
    ['integer', ['1', 'NA', 'nan', '']],
    ['float', ['1.0', '2']],
    ['float', ['1e3', '-.5', ' 7 ', 'inf']],
    ['boolean', ['true', 'False', '', 'None']],
    ['datetime', ['2024-01-31', '2024-01-31T12:30:00.5Z', '2024-02-01 08:00']],
    ['text', ['2024-13-45', '2024-01-31']],
    ['text', ['NA', 'x']],
    ['text', ['1', '2', 'three']],
    ['empty', ['', 'NA', '']],
  ])('takes a column for %s: %j', (type, cells) => {
    const [column] = read(`k,v\n${cells.map((cell) => `0,${cell}`).join('\n')}\n`, ['v']).columns;

    expect(column?.type).toBe(type);
  });

  it('keeps texts as written when a column of numbers turns out to hold texts', () => {
    expect(plain(read('a\n1.0\n007\n\nNA\n+5\nx\n')).columns).toEqual({
      a: { type: 'text', missing: 0, values: ['1.0', '007', 'NA', '+5', 'x'] },
    });
  });

  it('guesses the delimiter', () => {
    const headers = ['a\tb;c\td', 'a;b,c;d', 'a|b|c', '"x;y;z",b,c', 'alone'].map((text) => read(text).header);

    expect(headers).toEqual([['a', 'b;c', 'd'], ['a', 'b,c', 'd'], ['a', 'b', 'c'], ['x;y;z', 'b', 'c'], ['alone']]);
  });

  it('says on which line a quote stays open', () => {
    let error: unknown;
    try {
      read('a,b\n1,2\n3,"four\n5,6\n');
    } catch (caught) {
      error = caught;
    }

    expect(MlflowError.is(error, 'invalidData') && error.details).toEqual({
      what: 'data.csv',
      detail: 'the quote opened on line 3 is not closed',
    });
  });
});

describe('against a slow reader', () => {
  const cell = fc.oneof(
    fc.constantFrom(
      '',
      '1',
      '2.5',
      'x',
      'é',
      '😀',
      'a b',
      '""',
      '"q"',
      '"a,b"',
      '"line\nend"',
      '"cr\r\nlf"',
      '"do""uble"',
      'mid"quote',
    ),
    fc.stringMatching(/^[a-z0-9.,]{0,6}$/).map((text) => `"${text}"`),
  );
  const row = fc.array(cell, { minLength: 1, maxLength: 5 }).map((cells) => cells.join(','));
  const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
  const file = fc.tuple(fc.array(fc.tuple(row, lineEnd), { maxLength: 12 }), row);

  it('finds the same cells, wherever the bytes are cut', () => {
    fc.assert(
      fc.property(file, fc.integer({ min: 1, max: 7 }), ([rows, last], size) => {
        const text = `h0,h1,h2,h3,h4\n${rows.map(([cells, end]) => cells + end).join('')}${last}`;
        const bytes = new TextEncoder().encode(text);
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
          bytes.subarray(i * size, (i + 1) * size),
        );
        const table = readDataTable({ what: 't', chunks: () => pieces });
        const expected = slowCsv(text)
          .slice(1)
          .map((cells) => Array.from({ length: 5 }, (_, i) => cells[i] ?? ''));

        const actual = Array.from({ length: table.rowCount }, (_, r) =>
          table.columns.map((column) => values(column, table.rowCount)[r] ?? ''),
        );
        expect(actual.map((cells) => cells.map(asNumberText))).toEqual(
          expected.map((cells) => cells.map(asNumberText)),
        );
      }),
      { numRuns: 300 },
    );
  });

  it('reads numbers to the same double as JavaScript', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
            fc.integer().map(String),
            fc.stringMatching(/^-?\d{1,20}\.\d{1,20}$/),
          ),
          { minLength: 1 },
        ),
        (texts) => {
          const [column] = read(`v,w\n${texts.map((text) => `${text},1`).join('\n')}\n`, ['v']).columns;

          expect(column && 'values' in column ? [...column.values] : column).toEqual(texts.map(Number));
        },
      ),
    );
  });
});

/** A column of numbers forgets how they were written. */
function asNumberText(text: string): string {
  return text.trim() !== '' && Number.isFinite(Number(text)) ? String(Number(text)) : text;
}

describe('a table from a file', () => {
  it('streams 100 MB and materialises only the columns that are asked for', () => {
    const file = join(folder, 'large.csv');
    const rowsPerBlock = 10_000;
    const block = Array.from(
      { length: rowsPerBlock },
      (_, i) => `${i},2024-01-01,${i / 4},"a, ""b""",${'pad'.repeat(15)}\n`,
    ).join('');
    const blocks = Math.ceil(100e6 / block.length);
    writeFileSync(file, `id,day,amount,label,padding\n${block.repeat(blocks)}`);

    const script = fileURLToPath(new URL('readWithMemory.ts', import.meta.url));
    const output = execFileSync(process.execPath, ['--expose-gc', script, file, 'amount', 'label', 'nowhere'], {
      encoding: 'utf8',
    });
    const { made, kept, byteCount, ...read } = JSON.parse(output) as {
      made: number;
      kept: number;
      byteCount: number;
      rowCount: number;
    };

    expect(byteCount).toBeGreaterThan(100e6);
    expect(read).toEqual({
      rowCount: rowsPerBlock * blocks,
      columns: [
        ['amount', 'float'],
        ['label', 'text'],
      ],
      lastAmount: (rowsPerBlock - 1) / 4,
      labels: ['a, "b"'],
    });
    // Two columns of 8 and 4 bytes a row; while they grow there is more, but never the file.
    expect(kept).toBeLessThan(13 * read.rowCount);
    expect(made).toBeLessThan(byteCount);
    expect(readDataHeader(fileSource(file))).toEqual(['id', 'day', 'amount', 'label', 'padding']);
  });

  it('reads UTF-16, as spreadsheets export it', () => {
    const file = join(folder, 'utf16.csv');
    writeFileSync(file, Buffer.from('\uFEFFname\tage\nZoë\t41\n', 'utf16le'));

    expect(plain(readDataTable(fileSource(file))).columns).toEqual({
      name: { type: 'text', missing: 0, values: ['Zoë'] },
      age: { type: 'integer', missing: 0, values: ['41'] },
    });
  });

  it('tells how far it is, chunk by chunk', () => {
    const file = join(folder, 'chunks.csv');
    writeFileSync(file, `a\n${'123456789\n'.repeat(250_000)}`);
    const heard: ReadProgress[] = [];
    readDataTable(fileSource(file), { onProgress: (progress) => heard.push(progress) });

    const total = 2_500_002;
    expect(heard).toEqual([1_048_576, 2_097_152, total].map((read) => ({ read, total })));
  });

  it('stops when it is told to, and names a file that is not there', () => {
    const file = join(folder, 'small.csv');
    writeFileSync(file, 'a\n1\n');

    expect(() => readDataTable(fileSource(file), { isCancelled: () => true })).toThrow(
      expect.objectContaining({ reason: 'cancelled' }),
    );
    expect(() => readDataTable(fileSource(join(folder, 'gone.csv')))).toThrow(
      expect.objectContaining({ reason: 'notFound', details: { what: join(folder, 'gone.csv') } }),
    );
  });
});
