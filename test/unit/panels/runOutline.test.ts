import { describe, expect, it } from 'vitest';
import { RunTable } from '../../../src/model/runTable.ts';
import { flatOutline, nestedRows, nestRunsInSteps } from '../../../src/panels/runOutline.ts';
import type { RunNesting } from '../../../src/protocol/experimentPanel.ts';
import { runSteps } from '../../../src/search/steps.ts';

/** Runs by name, each with its parent's name. */
function tableOf(parents: Readonly<Record<string, string>>): RunTable {
  const table = new RunTable();
  for (const [runId, parent] of Object.entries(parents)) {
    table.put({
      info: {
        runId,
        experimentId: '1',
        runName: runId,
        status: 'FINISHED',
        lifecycleStage: 'active',
        userId: '',
        startTime: 0,
        endTime: undefined,
        artifactUri: '',
      },
      params: new Map(),
      metrics: new Map(),
      tags: new Map(parent === '' ? [] : [['mlflow.parentRunId', parent]]),
    });
  }
  return table;
}

const unfolded = { isExpanded: true, toggled: [] };

/** One line for each place: moved in by level, `+` folded, `-` unfolded, in brackets when it is there for others alone. */
function drawn(
  table: RunTable,
  order: readonly string[],
  nesting: RunNesting,
  excluded: readonly string[] = [],
): string[] {
  const rows = Uint32Array.from(order, (runId) => table.rowOf(runId) ?? 0);
  const isEligible = (row: number): boolean => !excluded.includes(table.runId(row));
  const outline = runSteps(nestRunsInSteps(table, rows, nesting, isEligible));
  return Array.from(outline.rows, (row, place) => {
    const name = outline.contexts[place] === 1 ? `(${table.runId(row)})` : table.runId(row);
    return `${'  '.repeat(outline.levels[place] ?? 0)}${['', '+', '-'][outline.branches[place] ?? 0] ?? ''}${name}`;
  });
}

const family = tableOf({ root: '', a: 'root', b: 'root', b1: 'b', b2: 'b', other: '' });

describe('nestRunsInSteps', () => {
  it('puts runs below their parents, siblings in the given order', () => {
    expect(drawn(family, ['other', 'b2', 'root', 'b1', 'b', 'a'], unfolded)).toEqual([
      'other',
      '-root',
      '  -b',
      '    b2',
      '    b1',
      '  a',
    ]);
  });

  it('puts a family where the first of it stands', () => {
    expect(drawn(family, ['b1', 'other', 'root', 'a', 'b'], unfolded)).toEqual([
      '-root',
      '  -b',
      '    b1',
      '  a',
      'other',
    ]);
  });

  it('folds all but those that the person unfolded, and shows no run of a folded one', () => {
    const order = ['root', 'a', 'b', 'b1', 'b2'];
    expect(drawn(family, order, { isExpanded: false, toggled: [] })).toEqual(['+root']);
    expect(drawn(family, order, { isExpanded: false, toggled: ['root', 'gone'] })).toEqual(['-root', '  a', '  +b']);
    expect(drawn(family, order, { isExpanded: true, toggled: ['b'] })).toEqual(['-root', '  a', '  +b']);
  });

  it('shows parents that do not match where the first match in them stands, unfolded as long as nobody folds them', () => {
    const folded = { isExpanded: false, toggled: [] };
    expect(drawn(family, ['b1', 'other', 'a'], folded)).toEqual(['-(root)', '  -(b)', '    b1', '  a', 'other']);
    expect(drawn(family, ['b1', 'other'], { isExpanded: false, toggled: ['b'] })).toEqual([
      '-(root)',
      '  +(b)',
      'other',
    ]);
  });

  it('lets a run whose parent is not to be shown stand at the top', () => {
    expect(drawn(family, ['b1', 'a'], unfolded, ['b', 'root'])).toEqual(['b1', 'a']);
    expect(drawn(family, ['b1', 'a'], unfolded, ['root'])).toEqual(['-(b)', '  b1', 'a']);
  });

  it('opens circles, and shows each run once', () => {
    const circle = tableOf({ a: 'c', b: 'a', c: 'b', self: 'self', below: 'c' });
    const order = ['a', 'b', 'c', 'self', 'below'];
    expect(
      drawn(circle, order, unfolded)
        .map((line) => line.replace(/^[ +-]*/, ''))
        .toSorted(),
    ).toEqual(order.toSorted());
    expect(drawn(circle, ['below'], unfolded).at(-1)).toMatch(/below$/);
  });

  it('goes as deep as runs are nested', () => {
    const depth = 20_000;
    const names = Array.from({ length: depth }, (_, index) => `run${String(index)}`);
    const chain = tableOf(Object.fromEntries(names.map((name, index) => [name, names[index - 1] ?? ''])));
    const rows = Uint32Array.from(names, (_, index) => index);
    const { levels } = runSteps(nestRunsInSteps(chain, rows, unfolded, () => true));
    expect(levels.at(-1)).toBe(depth - 1);
  });
});

it('a flat outline has every run at the top', () => {
  expect(flatOutline(Uint32Array.of(2, 0))).toEqual({
    rows: Uint32Array.of(2, 0),
    levels: Uint32Array.of(0, 0),
    branches: Uint8Array.of(0, 0),
    contexts: Uint8Array.of(0, 0),
  });
});

it('finds matching runs nested in a run at any depth, through runs that do not match, around circles', () => {
  const rows = (...names: string[]): Uint32Array => Uint32Array.from(names, (name) => family.rowOf(name) ?? 0);
  expect(nestedRows(family, rows('b1', 'other', 'root', 'a'), family.rowOf('root') ?? 0)).toEqual([...rows('b1', 'a')]);
  const circle = tableOf({ a: 'b', b: 'a', c: 'a', d: '' });
  expect(nestedRows(circle, Uint32Array.of(0, 1, 2, 3), 3)).toEqual([]);
  expect(nestedRows(circle, Uint32Array.of(0, 1, 2, 3), 0)).toEqual([1, 2]);
});
