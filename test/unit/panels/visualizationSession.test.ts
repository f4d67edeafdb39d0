import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DataDocument } from '../../../src/data/dataDocument.ts';
import { dataJobHandlers } from '../../../src/data/dataJobHandlers.ts';
import type { DataJobs } from '../../../src/data/dataJobs.ts';
import { MlflowError } from '../../../src/model/mlflowError.ts';
import { VisualizationSession, type LiveVisualizationSource } from '../../../src/panels/visualizationSession.ts';
import { Rpc, type RpcMessage } from '../../../src/protocol/rpc.ts';
import { visualizationPanel, type PreviewChoices } from '../../../src/protocol/visualizationPanel.ts';
import { inlineJobs } from '../../../src/store/inlineJobs.ts';
import type { StoreChange } from '../../../src/store/trackingStore.ts';
import { Emitter } from '../../../src/util/events.ts';
import type { JobRunner } from '../../../src/util/jobs.ts';
import { english } from '../../../src/util/l10n.ts';
import type { VisualizationSummary } from '../../../src/vizmod/visualizationSummary.ts';
import { memoryFiles } from '../vizmod/memoryFiles.ts';

const summary: VisualizationSummary = {
  storeUri: 'file:///store',
  name: 'points',
  modelUri: 'runs:/1/points',
  folderUri: 'runs:/1/points',
  rung: 'json',
  where: 'runArtifact',
  aliases: [],
};
const spec = {
  mark: 'point',
  encoding: { x: { field: 'a', type: 'quantitative' }, y: { field: 'b', type: 'quantitative' } },
};
const delay = 100;

/** A session with a page's end of the channel, on a text that the test types into. */
function startSession(text: string, options: { openStore?: () => Promise<LiveVisualizationSource> } = {}) {
  const [toPage, toHost] = [new Emitter<unknown>(), new Emitter<unknown>()];
  const changes = new Emitter<void>();
  const storeChanges = new Emitter<StoreChange>();
  const chart = { text: JSON.stringify(spec) };
  const typed = { text };
  const reads: (readonly string[] | undefined)[] = [];
  const data: DataDocument = {
    uri: 'file:///a.csv',
    name: 'a.csv',
    isUnsaved: true,
    onDidChange: changes.event,
    source: () => Promise.resolve({ kind: 'text', text: typed.text, what: 'a.csv' }),
    dispose: () => changes.dispose(),
  };
  const handlers = dataJobHandlers();
  const reader: JobRunner<DataJobs> = inlineJobs<DataJobs>({
    ...handlers,
    readTable: (params, context) => {
      reads.push(params.columns);
      return handlers.readTable(params, context);
    },
  });
  const source: LiveVisualizationSource = {
    uri: summary.storeUri,
    tracking: {
      onDidChange: storeChanges.event,
      experiments: () => Promise.resolve([]),
      runs: async function* () {},
      artifactsAt: () => Promise.resolve(memoryFiles({ 'points.vl.json': chart.text })),
    },
    registry: { registeredModels: () => Promise.resolve([]), modelVersions: () => Promise.resolve([]) },
  };
  const openStore = options.openStore ?? (() => Promise.resolve(source));
  const host = new Rpc({ post: (message: RpcMessage) => toPage.fire(message), listen: toHost.event }, fail);
  const page = new Rpc({ post: (message: RpcMessage) => toHost.fire(message), listen: toPage.event }, fail);
  let kept: PreviewChoices = { columns: [], rows: '' };
  const choices = {
    recall: () => kept,
    remember: (next: PreviewChoices) => {
      kept = next;
      return Promise.resolve();
    },
  };
  const session = new VisualizationSession(host, {
    summary,
    data,
    reader,
    choices,
    revealLines: () => undefined,
    openStore,
    l10n: english,
    delay,
  });
  const announced = vi.fn<() => void>();
  page.on(visualizationPanel.changed, announced);
  return {
    announced,
    reads,
    session,
    view: async () => await page.request(visualizationPanel.view, {}),
    choose: async (next: PreviewChoices) => await page.request(visualizationPanel.choose, next),
    columnTypes: async () => await page.request(visualizationPanel.columnTypes, {}),
    type: (next: string) => {
      typed.text = next;
      changes.fire();
    },
    changeChart: (next: string) => {
      chart.text = next;
      storeChanges.fire({ kind: 'registry' });
    },
  };
}

function fail(what: string, error?: unknown): never {
  throw new Error(`unexpected: ${what} ${String(error)}`);
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a visualization on data', () => {
  it('is bound to the text as it is typed, reading only the columns of the chart', async () => {
    const { view, reads } = startSession('a,b,c\n1,2,x\n3,,y\n');

    const shown = await view();

    expect(reads).toEqual([['a', 'b']]);
    expect(shown).toMatchObject({
      state: { visualization: summary, dataUri: 'file:///a.csv' },
      header: {
        name: 'points',
        modelUri: 'runs:/1/points',
        storedAs: 'Vega-Lite JSON',
        dataName: 'a.csv',
        isUnsaved: true,
      },
      findings: [{ text: '`b` has an empty value (line 3)', isBlocking: false }],
      dataHeader: ['a', 'b', 'c'],
      bound: {
        language: 'vega-lite',
        dataName: 'vizmodRows',
        fields: [
          ['a', 'number'],
          ['b', 'number'],
        ],
        completeRows: 1,
        rowCount: 2,
      },
    });
  });

  it('keeps the spec, letter by letter, when only cells change', async () => {
    const { view, type } = startSession('a,b\n1,2\n');

    const before = await view();
    type('a,b\n1,99\n');
    const after = await view();

    expect(JSON.stringify(after.bound?.spec)).toBe(JSON.stringify(before.bound?.spec));
    const [, b] = after.bound?.table.columns ?? [];
    expect(b && 'values' in b && [...b.values]).toEqual([99]);
  });

  it('announces a burst of edits once', () => {
    const { type, announced } = startSession('a,b\n');
    ['1', '1,', '1,2'].forEach((row) => type(`a,b\n${row}`));
    expect(announced).not.toHaveBeenCalled();
    vi.advanceTimersByTime(delay);

    expect(announced).toHaveBeenCalledTimes(1);
  });

  it('draws nothing without a column that the chart reads, and says which may be meant', async () => {
    const { view } = startSession('a,bb\n1,2\n');

    const { bound, findings, dataHeader } = await view();

    expect([bound, findings, dataHeader]).toEqual([
      undefined,
      [{ text: '`b` is missing (inferred from the chart)', isBlocking: true }],
      ['a', 'bb'],
    ]);
  });

  it('tells in one sentence why data or model cannot be read, and recovers', async () => {
    const { view, type, changeChart } = startSession('a,b\n1,"2\n');

    const open = await view();
    type('a,b\n1,2\n');
    changeChart('{');
    const malformed = await view();
    changeChart(JSON.stringify(spec));
    const good = await view();

    expect(open.problem).toBe('a.csv could not be read as a table (the quote opened on line 2 is not closed).');
    expect(malformed.problem).toContain('runs:/1/points/points.vl.json is not a chart that can be drawn');
    expect(good.problem).toBeUndefined();
    expect([open.bound, malformed.bound, good.bound?.rowCount]).toEqual([undefined, undefined, 1]);
  });

  it('tells when the store cannot be opened', async () => {
    const { view } = startSession('a,b\n', {
      openStore: () => Promise.reject(new MlflowError('notFound', { what: '/gone' })),
    });

    expect((await view()).problem).toContain('/gone was not found');
  });

  it('falls silent when it is disposed', () => {
    const { session, type, announced } = startSession('a,b\n');

    type('a,b\n1,2\n');
    session.dispose();
    vi.advanceTimersByTime(delay * 2);

    expect(announced).not.toHaveBeenCalled();
  });
});

describe('the choices of a person', () => {
  it('take columns of other names for those that the chart reads', async () => {
    const { view, choose, announced, reads } = startSession('alpha,b\n1,2\n');

    const before = await view();
    await choose({ columns: [['a', 'alpha']], rows: '' });
    vi.advanceTimersByTime(delay);
    const after = await view();

    expect(before.bound).toBeUndefined();
    expect(announced).toHaveBeenCalledTimes(1);
    expect(reads).toEqual([
      ['a', 'b'],
      ['a', 'alpha', 'b'],
    ]);
    expect(after.asked).toEqual([
      { name: 'a', need: 'number', isOptional: false, dataColumn: 'alpha' },
      { name: 'b', need: 'number', isOptional: false, dataColumn: 'b' },
    ]);
    expect([after.findings, after.bound?.completeRows]).toEqual([[], 1]);
    expect(after.bound?.table.columns.map(({ name }) => name)).toEqual(['b', 'a']);
  });

  it('draw only the rows that a filter leaves, and say how many there are', async () => {
    const { view, choose } = startSession('a,b,target\n1,2,1\n3,4,2\n5,x,2\n7,,3\n');

    await choose({ columns: [], rows: 'target != 2' });
    const { bound, findings } = await view();

    expect(bound).toMatchObject({ completeRows: 1, matchingRows: 2, rowCount: 4 });
    expect(bound?.table.columns.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(findings.map(({ text }) => text)).toEqual(['`b` has an empty value (line 5)']);
  });

  it('tell a mistake in the filter beside it, with its place', async () => {
    const { view, choose } = startSession('a,b,Target\n1,2,1\n');

    await choose({ columns: [], rows: 'a > 0 AND target = 2' });
    const { rowsMistake, problem, choices } = await view();

    expect([problem, choices.rows, rowsMistake]).toEqual([
      undefined,
      'a > 0 AND target = 2',
      { text: expect.stringContaining('Target') as unknown, from: 10, to: 16 },
    ]);
  });

  it('are made by what a quick fix does, too', async () => {
    const { view, session } = startSession('a_,b\n1,2\n');
    const checked: string[] = [];
    session.onDidCheck(({ findings }) => checked.push(findings.map(({ kind }) => kind).join()));

    const [finding] = (await view()).findings;
    await session.useColumn('a', 'a_');
    const { bound } = await view();

    expect(finding?.fix).toEqual({ name: 'a', dataColumn: 'a_' });
    expect([bound?.completeRows, checked]).toEqual([1, ['missingColumn', '']]);
  });

  it('come with the types of the columns', async () => {
    const { columnTypes } = startSession('a,b,when\n1,x,2024-01-01\n2,3,2024-01-02\n');

    expect((await columnTypes()).columns).toEqual([
      { name: 'a', type: 'integer' },
      { name: 'b', type: 'text' },
      { name: 'when', type: 'datetime' },
    ]);
  });

  it('that were made for other data count only where this data lacks the names', async () => {
    const { view, choose, session } = startSession('b,b_,a_\n1,2,3\n');

    await choose({
      columns: [
        ['a', 'a_'],
        ['b', 'b_'],
      ],
      rows: '',
      isInherited: true,
    });
    const inherited = await view();
    await session.useColumn('b', 'b_');
    const chosen = await view();

    const valuesOf = ({ bound }: typeof chosen) =>
      Object.fromEntries(
        (bound?.table.columns ?? []).map((column) => [column.name, 'values' in column && [...column.values]]),
      );
    expect([inherited.choices, valuesOf(inherited)]).toMatchObject([
      { columns: [['a', 'a_']], rows: '' },
      { a: [3], b: [1] },
    ]);
    expect(valuesOf(chosen)).toMatchObject({ a: [3], b: [2] });
  });
});
