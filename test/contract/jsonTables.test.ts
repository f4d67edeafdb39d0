import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { textSource } from '../../src/data/byteChunks.ts';
import { readDataTable } from '../../src/data/readDataTable.ts';
import { cellReader } from '../../src/vizmod/dataCells.ts';
import { temporaryFolder } from '../support/folderTree.ts';
import { askOracle } from '../support/mlflowPython.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(text: string, name: string) {
  const { columns, lines } = readDataTable(textSource(text, name));
  return {
    columns: columns.map((column) => {
      const cell = cellReader(column);
      return [column.name, column.type, column.missing, [0, 1, 2].map((row) => cell.text(row))];
    }),
    lines: [...(lines ?? [])],
  };
}

const columns = [
  ['id', 'integer', 0, ['1', '2', '3']],
  ['score', 'float', 1, ['0.5', undefined, '2.25']],
  ['name', 'text', 1, ['Zoë', undefined, 'a "b"\n']],
  ['ok', 'boolean', 0, ['true', 'false', 'true']],
  ['day', 'datetime', 0, ['2024-01-01', '2024-01-02', '2024-01-03']],
  ['', 'text', 0, ['x', 'y', 'z']],
];

it('reads a frame in every form that pandas and MLflow write it', () => {
  const store = pathToFileURL(join(folder, 'mlruns')).href;
  const texts = askOracle('3.18', 'write_json.py', [store]) as Record<string, string>;
  const tables = Object.fromEntries(
    Object.entries(texts).map(([form, text]) => [form, read(text, form === 'lines' ? 'a.jsonl' : 'a.json')]),
  );

  const inOneLine = { columns, lines: [1, 1, 1] };
  expect(tables).toEqual({
    records: inOneLine,
    split: inOneLine,
    columns: inOneLine,
    values: { columns: columns.map(([, ...facts], index) => [String(index), ...facts]), lines: [1, 1, 1] },
    table: inOneLine,
    lines: { columns, lines: [1, 2, 3] },
    pretty: { columns, lines: [2, 10, 18] },
    log_table: inOneLine,
  });
});
