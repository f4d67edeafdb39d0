import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { buffersOf } from '../../../src/data/buffersOf.ts';
import type { DataJobs } from '../../../src/data/dataJobs.ts';
import { startWorkerThread } from '../../../src/host/workerThreadRunner.ts';

const folder = mkdtempSync(join(tmpdir(), 'vizmod-data-worker-'));
const reader = startWorkerThread<DataJobs>(new URL('../../../src/data/dataWorker.ts', import.meta.url));
afterAll(() => {
  reader.dispose();
  rmSync(folder, { recursive: true, force: true });
});

it('reads files and texts on its own thread, and its errors keep their reasons', async () => {
  const path = join(folder, 'a.csv');
  writeFileSync(path, 'a,b\n1,x\n2,y\n');

  const table = await reader.run('readTable', { source: { kind: 'file', path }, columns: ['b'] });
  const { header } = await reader.run('readHeader', { source: { kind: 'text', text: 'p;q\n', what: 't' } });
  const open = reader.run('readTable', { source: { kind: 'text', text: '"', what: 't.csv' } });

  expect([table.rowCount, table.columns, header]).toEqual([
    2,
    [{ name: 'b', type: 'text', missing: 0, texts: { codes: Int32Array.of(0, 1), dictionary: ['x', 'y'] } }],
    ['p', 'q'],
  ]);
  await expect(open).rejects.toMatchObject({ reason: 'invalidData', details: { what: 't.csv' } });
});

it('reduces the rows of a chart on its own thread; a table that is given away is not copied', async () => {
  const rows = Array.from({ length: 1000 }, (_, i) => `${i % 20}\n`).join('');
  const table = await reader.run('readTable', { source: { kind: 'text', text: `a\n${rows}`, what: 't.csv' } });
  const x = { field: 'a', bin: true, type: 'quantitative' };
  const spec = { data: { name: 'rows' }, mark: 'bar', encoding: { x, y: { aggregate: 'count' } } };

  const reduced = await reader.run(
    'reduceChart',
    { table, language: 'vega-lite', spec, dataName: 'rows', fields: [['a', 'number']] },
    { transfer: buffersOf(table) },
  );

  const [set] = reduced?.data.sets ?? [];
  const counts = set?.columns.find(({ name }) => name === '__count');
  expect([set?.rowCount, counts && 'values' in counts && [...counts.values], reduced?.completeRows]).toEqual([
    10,
    Array.from({ length: 10 }, () => 100),
    1000,
  ]);
  const [column] = table.columns;
  expect(column && 'values' in column && column.values.byteLength).toBe(0);
});
