import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { readSavedViews, savedViewKeys, withoutSavedView, withSavedView } from '../../../src/panels/savedViewsText.ts';
import type { SavedView } from '../../../src/protocol/savedView.ts';

const full: SavedView = {
  name: 'best rates',
  smoothing: 0.6,
  isLog: true,
  axis: 'time',
  isNested: true,
  onlyDiffers: true,
  heat: ['metric.loss'],
  widths: { 'tag.b': 90, 'metric.a.b': 120 },
  pinned: ['param.rate'],
  columns: [
    { kind: 'attribute', key: 'commit' },
    { kind: 'metric', key: 'a.b' },
  ],
  sort: [
    { column: { kind: 'runName' }, descending: false },
    { column: { kind: 'metric', key: 'val/loss' }, descending: true },
  ],
  search: "params.rate = '0.1'",
  defaultFor: ['sweep'],
};

describe('the file of views', () => {
  it('is written with one order of members, and read back', () => {
    const text = withSavedView('', full);
    expect(text).toBe(
      `${JSON.stringify(
        {
          views: [
            {
              name: 'best rates',
              defaultFor: ['sweep'],
              search: "params.rate = '0.1'",
              sort: [{ column: 'runName' }, { column: 'metric.val/loss', descending: true }],
              columns: ['attribute.commit', 'metric.a.b'],
              pinned: ['param.rate'],
              widths: { 'metric.a.b': 120, 'tag.b': 90 },
              heat: ['metric.loss'],
              onlyDiffers: true,
              isNested: true,
              axis: 'time',
              isLog: true,
              smoothing: 0.6,
            },
          ],
        },
        undefined,
        2,
      )}\n`,
    );
    expect(readSavedViews(text)).toEqual({ views: [full], problem: undefined });
    expect(withSavedView(text, full)).toBe(text);
  });

  it('keeps what it does not understand, and gives an experiment one view to begin with', () => {
    const text = JSON.stringify({
      owner: 'ana',
      views: [
        { name: 'old', defaultFor: ['sweep', 'other'], colour: 'red' },
        7,
        { name: 'mine', later: 1, isLog: true },
      ],
    });
    const changed = withSavedView(text, { name: 'mine', defaultFor: ['sweep'] });
    expect(JSON.parse(changed)).toEqual({
      owner: 'ana',
      views: [
        { name: 'old', defaultFor: ['other'], colour: 'red' },
        7,
        { name: 'mine', defaultFor: ['sweep'], later: 1 },
      ],
    });
    expect(JSON.parse(withoutSavedView(changed, 'old'))).toMatchObject({ views: [7, { name: 'mine' }] });
  });

  it('names the views that are wrong and reads the others', () => {
    const views = [
      { name: 'good' },
      { search: 'x' },
      { name: 'bad columns', columns: ['metrics.loss'] },
      { name: 'bad sort', sort: [{ column: 'loss' }] },
      { name: 'bad width', widths: { a: 'wide' } },
      null,
    ];
    const { views: read, problem } = readSavedViews(JSON.stringify({ views }));
    expect([read, problem?.reason, problem?.details]).toEqual([
      [{ name: 'good' }],
      'malformed',
      {
        what: '.vscode/vizmod-views.json',
        detail:
          'view 2: it has no name; view 3: columns of “bad columns” is not what it should be; view 4: sort of “bad sort” is not what it should be; view 5: widths of “bad width” is not what it should be; view 6: no object',
      },
    ]);
  });

  it.each(['{"views": [', '[]', '{"views": 3}'])(
    'is not written when it is %s, which would lose what is in it',
    (text) => {
      expect(readSavedViews(text)).toMatchObject({ views: [], problem: { reason: 'malformed' } });
      expect(() => withSavedView(text, full)).toThrow(/malformed/);
    },
  );

  it('has a schema of the members that are written', async () => {
    const schema = JSON.parse(await readFile('media/vizmod-views.schema.json', 'utf8')) as {
      readonly definitions: { readonly view: { readonly properties: object } };
    };
    expect(Object.keys(schema.definitions.view.properties)).toEqual([...savedViewKeys]);
  });
});
