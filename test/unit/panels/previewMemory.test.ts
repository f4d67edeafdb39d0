import { expect, it } from 'vitest';
import type { Memory } from '../../../src/panels/panelMemory.ts';
import { PreviewMemory } from '../../../src/panels/previewMemory.ts';
import type { VisualizationSummary } from '../../../src/vizmod/visualizationSummary.ts';

const petals: VisualizationSummary = {
  storeUri: 'file:///store',
  name: 'petals',
  modelUri: 'models:/petals@current',
  folderUri: 'f',
  rung: 'json',
  where: 'registeredModel',
  version: '2',
  aliases: ['current'],
};
const nextVersion: VisualizationSummary = { ...petals, modelUri: 'models:/petals/3', version: '3' };
const other: VisualizationSummary = { ...petals, name: 'sepals', modelUri: 'models:/sepals/1' };

function memoryOf(values: Record<string, unknown>): Memory {
  return {
    get: (key) => values[key],
    update: (key, value) => {
      values[key] = JSON.parse(JSON.stringify(value));
      return Promise.resolve();
    },
  };
}

it('keeps what was chosen for a model, whichever version, and its columns for the files beside', async () => {
  const memory = memoryOf({});
  const choices = { columns: [['petal_length', 'petal_len']], rows: 'target != 2' } as const;
  await new PreviewMemory(memory).remember(petals, 'data/[1]/a.csv', choices);

  const later = new PreviewMemory(memory);
  const paths = ['data/[1]/a.csv', 'data/[1]/b.csv', 'data/[1]/b.tsv', 'data/[1]/deep/c.csv', 'data/1/d.csv'];

  const columnsOnly = { columns: choices.columns, rows: '', isInherited: true };
  const nothing = { columns: [], rows: '' };
  expect(paths.map((path) => later.recall(nextVersion, path))).toEqual([
    choices,
    columnsOnly,
    nothing,
    nothing,
    nothing,
  ]);
  expect(later.recall(other, 'data/[1]/a.csv')).toEqual(nothing);
});

it('lets a file choose otherwise, and forgets nothing else', async () => {
  const previews = new PreviewMemory(memoryOf({}));
  await previews.remember(petals, 'a.csv', { columns: [['x', 'y']], rows: '' });
  await previews.remember(petals, 'b.csv', { columns: [], rows: '' });

  expect(['a.csv', 'b.csv'].map((path) => previews.recall(petals, path).columns)).toEqual([[['x', 'y']], []]);
});

it('leaves rows out of a file without making the columns of another its own', async () => {
  const previews = new PreviewMemory(memoryOf({}));
  await previews.remember(petals, 'a.csv', { columns: [['x', 'y']], rows: '' });
  await previews.remember(petals, 'b.csv', { ...previews.recall(petals, 'b.csv'), rows: 'x > 1' });

  expect(previews.recall(petals, 'b.csv')).toEqual({ columns: [['x', 'y']], rows: 'x > 1', isInherited: true });
});

it('takes what is no choice for nothing', () => {
  const records = [
    'x',
    null,
    { model: 1 },
    { model: 'm', path: 'p', glob: '*', rows: '', isInherited: false, columns: [['one']] },
  ];
  const previews = new PreviewMemory(memoryOf({ 'vizmod.previewChoices': records }));

  expect(previews.recall(petals, 'a.csv')).toEqual({ columns: [], rows: '' });
});
