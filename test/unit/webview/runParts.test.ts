import { describe, expect, it } from 'vitest';
import { MlflowError } from '../../../src/model/mlflowError.ts';
import type { ArtifactItem, MetricSummary } from '../../../src/protocol/runPanel.ts';
import { ArtifactTree } from '../../../webview-ui/run/artifactTree.ts';
import { formatSize } from '../../../webview-ui/run/formatSize.ts';
import { amount, filteredEntries, sortedEntries } from '../../../webview-ui/run/keyValues.ts';
import { tamedHtml } from '../../../webview-ui/run/inertHtml.ts';
import { firstDrawn, withNewer } from '../../../webview-ui/run/metricRows.ts';
import { initialUi, readUi } from '../../../webview-ui/run/runUi.ts';
import { isAllowedAttribute, isAllowedTag } from '../../../webview-ui/run/safeHtml.ts';
import { SummaryLoader } from '../../../webview-ui/run/summaryLoader.ts';

function row(key: string, step: number) {
  return { key, value: 1, step };
}

function summaryOf(key: string): MetricSummary {
  return {
    key,
    line: { x: new Float64Array(0), y: new Float64Array(0) },
    points: 1,
    nonFinite: 0,
    isSampled: false,
  };
}

describe('keys and values', () => {
  const entries = [
    ['lr', '0.05'],
    ['depth', '10'],
    ['kernel', 'rbf 2'],
    ['layers', '9'],
    ['Model', 'rbf 10'],
  ] as const;

  it('sorts numbers by size, before texts, and texts by the numbers in them', () => {
    const sorts = [
      { by: 'value', descending: false },
      { by: 'value', descending: true },
      { by: 'key', descending: false },
    ] as const;
    expect(sorts.map((sort) => sortedEntries(entries, sort).map(([key]) => key))).toEqual([
      ['lr', 'layers', 'depth', 'kernel', 'Model'],
      ['Model', 'kernel', 'depth', 'layers', 'lr'],
      ['depth', 'kernel', 'layers', 'lr', 'Model'],
    ]);
  });

  it('finds every word in key or value, whatever its case', () => {
    const found = (text: string) => filteredEntries(entries, text).map(([key]) => key);
    expect([found('RBF'), found('rbf mod'), found(' '), found('nothing')]).toEqual([
      ['kernel', 'Model'],
      ['Model'],
      entries.map(([key]) => key),
      [],
    ]);
  });

  it('counts honestly', () => {
    expect([amount(14, 14), amount(3, 1400)]).toEqual(['14', '3 of 1,400']);
  });
});

describe('metric rows', () => {
  it('draws the first metric with a history, those of the machine last', () => {
    expect([
      firstDrawn([row('final', 0), row('loss', 9), row('system/cpu', 9)]),
      firstDrawn([row('final', 0), row('system/cpu', 9)]),
      firstDrawn([row('final', 0)]),
    ]).toEqual(['loss', 'system/cpu', undefined]);
  });

  it('takes newer points in place and new metrics by name', () => {
    const newer = { keys: ['a', 'm'], values: Float64Array.of(2, 3), steps: Float64Array.of(5, 6) };
    expect(withNewer([row('m', 1), row('z', 1)], newer)).toEqual([
      { key: 'a', value: 2, step: 5 },
      { key: 'm', value: 3, step: 6 },
      row('z', 1),
    ]);
  });
});

describe('SummaryLoader', () => {
  it('asks for what comes into view together at once, for each metric once until it changes', async () => {
    const asked: (readonly string[])[] = [];
    const waiting: (() => void)[] = [];
    const loader = new SummaryLoader(
      async (keys) => {
        asked.push(keys);
        return await Promise.resolve(keys.map(summaryOf));
      },
      () => waiting.shift()?.(),
    );
    const loaded = async (): Promise<void> =>
      await new Promise((resolve) => {
        waiting.push(resolve);
      });
    loader.setVisible('a', true);
    loader.setVisible('b', true);
    await loaded();
    loader.setVisible('a', false);
    loader.setVisible('a', true);
    loader.setVisible('c', true);
    await loaded();
    loader.setVisible('b', false);
    loader.invalidate(['b', 'c']);
    await loaded();
    expect([asked, loader.get('b')?.key, loader.get('d')]).toEqual([[['a', 'b'], ['c'], ['c']], 'b', undefined]);
  });
});

describe('ArtifactTree', () => {
  const folders: Readonly<Record<string, readonly ArtifactItem[]>> = {
    '': [
      { path: 'model', isDirectory: true },
      { path: 'notes.md', isDirectory: false, size: 12 },
    ],
    model: [{ path: 'model/MLmodel', isDirectory: false }],
  };

  function makeTree() {
    const listed: string[] = [];
    const tree = new ArtifactTree(async (path) => {
      listed.push(path);
      const entries = folders[path];
      return await (entries === undefined
        ? Promise.reject(new MlflowError('notFound', { what: path }))
        : Promise.resolve(entries));
    });
    const shown = (): string[] => tree.rows.value.map((row) => (row.kind === 'artifact' ? row.item.path : row.kind));
    return { tree, listed, shown };
  }

  it('lists a folder when it is opened for the first time, and only then', async () => {
    const { tree, listed, shown } = makeTree();
    await tree.start();
    const atFirst = shown();
    await tree.toggle('model');
    const opened = shown();
    await tree.toggle('model');
    await tree.toggle('model');
    expect([atFirst, opened, shown(), listed]).toEqual([
      ['model', 'notes.md'],
      ['model', 'model/MLmodel', 'notes.md'],
      ['model', 'model/MLmodel', 'notes.md'],
      ['', 'model'],
    ]);
  });

  it('opens the way to an artifact of another run, and says when there is none of that path', async () => {
    const { tree, shown } = makeTree();
    await tree.start();
    const found = [await tree.find('model/MLmodel'), await tree.find('model/other'), await tree.find('a/b')];
    expect([found, shown()]).toEqual([
      [{ path: 'model/MLmodel', isDirectory: false }, undefined, undefined],
      ['model', 'model/MLmodel', 'notes.md'],
    ]);
  });

  it('shows why a folder could not be listed in its place', async () => {
    const { tree, shown } = makeTree();
    await tree.start();
    await tree.toggle('gone');
    await tree.reload();
    expect(shown()).toEqual(['model', 'notes.md']);
  });
});

describe('what HTML may hold', () => {
  it('lets text through and nothing that runs or loads', () => {
    expect({
      tags: ['p', 'table', 'script', 'iframe', 'style', 'form', 'svg'].filter(isAllowedTag),
      links: [
        'https://a.test',
        'mailto:a@b.test',
        'javascript:alert(1)',
        'command:x',
        ' JAVASCRIPT:x',
        'file:///etc',
      ].filter((link) => isAllowedAttribute('a', 'href', link)),
      pictures: ['data:image/png;base64,AA', 'https://a.test/x.png', 'data:text/html,x', 'blob:x'].filter((source) =>
        isAllowedAttribute('img', 'src', source),
      ),
      others: ['onclick', 'style', 'class', 'id', 'title'].filter((name) => isAllowedAttribute('p', name, 'x')),
    }).toEqual({
      tags: ['p', 'table'],
      links: ['https://a.test', 'mailto:a@b.test'],
      pictures: ['data:image/png;base64,AA'],
      others: ['title'],
    });
  });
});

describe('tamedHtml', () => {
  it('renames inline styles and gives style sheets the nonce, and touches no text', () => {
    const html = [
      '<!DOCTYPE html><style media="print">p { color: red }</style>',
      `<p class=a STYLE='color: red' title="a style='x'">a style="b" is < 3</p>`,
      '<br style=x/><img style="a"src="b"><!-- <p -->',
    ].join('\n');
    expect(tamedHtml(html, 'n0nce')).toBe(
      [
        '<!DOCTYPE html><style nonce="n0nce" media="print">p { color: red }</style>',
        `<p class=a data-vizmod-style='color: red' title="a style='x'">a style="b" is < 3</p>`,
        '<br data-vizmod-style=x/><img style="a"src="b"><!-- <p -->',
      ].join('\n'),
    );
  });

  it('is not slowed down by tags that never end', () => {
    const hostile = [
      '<p ' + 'a'.repeat(200_000),
      '<p a="'.repeat(50_000),
      `<p${' '.repeat(50_000)}`,
      '<p a=b '.repeat(50_000),
    ];
    expect(hostile.map((html) => tamedHtml(html, 'n0nce').length)).toEqual(hostile.map(({ length }) => length));
  });
});

describe('readUi of a run', () => {
  it('takes back what was saved and starts afresh with what it does not understand', () => {
    const ui = { ...initialUi, folded: ['note'], metric: 'loss', artifact: 'a/b', axis: 'time', smoothing: 0.5 };
    const odd = { folded: 7, filters: 'x', metric: 1, axis: 'y', smoothing: 2 };
    expect([readUi({ ui }), readUi({ ui: odd }), readUi(undefined)]).toEqual([ui, initialUi, initialUi]);
  });
});

describe('formatSize', () => {
  it('has up to three digits', () => {
    expect([undefined, 0, 1023, 1024, 1126, 5 * 1024 ** 2, 123.4 * 1024 ** 3].map(formatSize)).toEqual([
      '',
      '0 B',
      '1023 B',
      '1 KB',
      '1.1 KB',
      '5 MB',
      '123 GB',
    ]);
  });
});
