import { afterEach, describe, expect, it } from 'vitest';
import { MlflowError } from '../../../src/model/mlflowError.ts';
import type { MetricPoint, Run } from '../../../src/model/run.ts';
import { RunTable } from '../../../src/model/runTable.ts';
import { ExperimentSession } from '../../../src/panels/experimentSession.ts';
import { PanelMemory } from '../../../src/panels/panelMemory.ts';
import { experimentPanel } from '../../../src/protocol/experimentPanel.ts';
import type { RunColumn } from '../../../src/protocol/runColumn.ts';
import { Rpc, type NotificationType, type RpcPort } from '../../../src/protocol/rpc.ts';
import type { MlflowStore } from '../../../src/store/mlflowStore.ts';
import type { RunCollection, RunCollectionChange } from '../../../src/store/runCollection.ts';
import { Emitter } from '../../../src/util/events.ts';

const panel = { storeUri: 'file:///mlruns', experimentIds: ['1'], title: 'sweep' };

function runOf(index: number, change: Partial<Run['info']> = {}): Run {
  const point: MetricPoint = { value: index / 10, step: 9, timestamp: 0 };
  return {
    info: {
      runId: `run-${index}`,
      experimentId: '1',
      runName: `name ${index}`,
      status: index === 0 ? 'RUNNING' : 'FINISHED',
      lifecycleStage: index === 4 ? 'deleted' : 'active',
      userId: 'ana',
      startTime: 1000 - index,
      endTime: index === 0 ? undefined : 2000,
      artifactUri: '',
      ...change,
    },
    params: new Map([
      ['lr', String(index)],
      ['seed', '42'],
    ]),
    metrics: new Map(index === 2 ? [] : [['loss', point]]),
    tags: new Map(index === 3 ? [['mlflow.parentRunId', 'run-1']] : []),
  };
}

class FakeStore {
  readonly table = new RunTable();
  readonly changes = new Emitter<RunCollectionChange>();
  readonly historiesRead: string[] = [];
  readonly loading: string[] = [];
  leases = 0;

  constructor(runs: number) {
    for (let index = 0; index < runs; index++) {
      this.table.put(runOf(index));
    }
  }

  /** Only what the session uses is there. */
  asStore(): MlflowStore {
    const collection: RunCollection = {
      ...panel,
      table: this.table,
      onDidChange: this.changes.event,
      isComplete: true,
      isVerified: true,
      isStopped: false,
      staleSince: undefined,
      stop: () => this.loading.push('stop'),
      goOn: () => this.loading.push('go on'),
      total: this.table.length,
      problems: [],
      loaded: Promise.resolve(),
    };
    const lease = (): unknown => {
      this.leases++;
      return { collection, dispose: () => this.leases-- };
    };
    const metricHistory = (runId: string, key: string): Promise<unknown> => {
      this.historiesRead.push(runId);
      if (key !== 'loss') {
        return Promise.reject(new MlflowError(key === 'broken' ? 'malformed' : 'notFound', { what: key }));
      }
      const steps = Float64Array.from({ length: 1000 }, (_, step) => step);
      const values = steps.map((step) => (step === 500 ? NaN : step % 100));
      return Promise.resolve({ key, steps, timestamps: steps, values });
    };
    const parts: unknown = {
      uri: panel.storeUri,
      tracking: { kind: 'file', metricHistory },
      runCollections: { lease },
    };
    return parts as MlflowStore;
  }
}

interface Page {
  readonly rpc: Rpc;
  readonly memory: PanelMemory;
  readonly heard: { readonly method: string; readonly params: unknown }[];
  readonly session: ExperimentSession;
}

const open: Page[] = [];

/** A session and a page, joined as `postMessage` joins them. */
function openPage(store: Promise<MlflowStore>): Page {
  const heard: Page['heard'] = [];
  const listeners = { page: new Set<(message: unknown) => void>(), host: new Set<(message: unknown) => void>() };
  const port = (own: 'page' | 'host', other: 'page' | 'host'): RpcPort => ({
    post: (message) => {
      if (own === 'host' && message.type === 'notification') {
        heard.push({ method: message.method, params: message.params });
      }
      const copy: unknown = structuredClone(message);
      queueMicrotask(() => listeners[other].forEach((listener) => listener(copy)));
    },
    listen: (listener) => {
      listeners[own].add(listener);
      return { dispose: () => listeners[own].delete(listener) };
    },
  });
  const values = new Map<string, unknown>();
  const memory = new PanelMemory({
    get: (key) => values.get(key),
    update: async (key, value) => {
      await Promise.resolve();
      values.set(key, value);
    },
  });
  const session = new ExperimentSession(new Rpc(port('host', 'page'), () => undefined), panel, store, memory);
  const page = { rpc: new Rpc(port('page', 'host'), () => undefined), memory, heard, session };
  open.push(page);
  return page;
}

afterEach(() => {
  for (const { session, rpc } of open.splice(0)) {
    session.dispose();
    rpc.dispose();
  }
});

const lr: RunColumn = { kind: 'param', key: 'lr' };
const loss: RunColumn = { kind: 'metric', key: 'loss' };

/** Resolves with the next statement of that kind. */
function next<Params>(page: Pick<Page, 'rpc'>, type: NotificationType<Params>): Promise<Params> {
  return new Promise((resolve) => {
    page.rpc.on(type, resolve);
  });
}

describe('ExperimentSession', () => {
  it('answers a query with counts of active runs, and rows in its order', async () => {
    const { rpc } = openPage(Promise.resolve(new FakeStore(6).asStore()));
    const query = { search: "params.lr != '5'", sort: [{ column: loss, descending: true }] };
    const state = await rpc.request(experimentPanel.query, query);
    const window = await rpc.request(experimentPanel.rows, {
      from: 1,
      to: 10,
      columns: [loss, { kind: 'attribute', key: 'parent' }],
    });
    expect({ ...state.counts, failure: undefined }).toEqual({
      runs: 5,
      matching: 4,
      running: 1,
      hidden: 0,
      starred: 0,
      deleted: 1,
      isComplete: true,
      isStopped: false,
      loaded: 6,
      total: 6,
      staleSince: undefined,
      problems: [],
      failure: undefined,
    });
    expect(window).toEqual({
      revision: state.revision,
      from: 1,
      places: Array.from({ length: 3 }, () => ({ level: 0, branch: 'leaf', isContext: false, isStarred: false })),
      runs: {
        runIds: ['run-1', 'run-0', 'run-2'],
        names: ['name 1', 'name 0', 'name 2'],
        statuses: ['FINISHED', 'RUNNING', 'FINISHED'],
      },
      columns: [
        { kind: 'number', data: { values: Float64Array.of(0.1, 0, 0), present: Uint8Array.of(1, 1, 0) } },
        { kind: 'text', data: { codes: Int32Array.of(-1, -1, -1), dictionary: [] } },
      ],
    });
  });

  it('stops the loading and goes on with it when the page says so', async () => {
    const store = new FakeStore(1);
    const { rpc } = openPage(Promise.resolve(store.asStore()));
    rpc.notify(experimentPanel.stopLoading, undefined);
    rpc.notify(experimentPanel.goOnLoading, undefined);
    await rpc.request(experimentPanel.metricKeys, { runIds: [] });
    expect(store.loading).toEqual(['stop', 'go on']);
  });

  it('answers with runs by id in the order of the table, hidden ones last and unknown ones not at all', async () => {
    const { rpc } = openPage(Promise.resolve(new FakeStore(6).asStore()));
    await rpc.request(experimentPanel.query, { search: "params.lr != '5'", sort: [{ column: lr, descending: true }] });
    const runIds = ['run-5', 'run-0', 'gone', 'run-3'];
    const { runs, columns } = await rpc.request(experimentPanel.runRows, { runIds, columns: [lr] });
    expect([runs.runIds, columns]).toEqual([
      ['run-3', 'run-0', 'run-5'],
      [{ kind: 'text', data: { codes: Int32Array.of(0, 1, 2), dictionary: ['3', '0', '5'] } }],
    ]);
  });

  it('keeps the last good order when a filter is wrong', async () => {
    const { rpc } = openPage(Promise.resolve(new FakeStore(6).asStore()));
    const good = await rpc.request(experimentPanel.query, { search: "params.lr = '3'", sort: [] });
    const refused = await rpc
      .request(experimentPanel.query, { search: "lr = '3'", sort: [] })
      .catch((error: unknown) => error);
    const window = await rpc.request(experimentPanel.rows, { from: 0, to: 10, columns: [] });
    expect(refused).toMatchObject({ reason: 'invalidFilter', details: { position: 0, suggestion: 'params.lr' } });
    expect([window.revision, window.runs.runIds]).toEqual([good.revision, ['run-3']]);
  });

  it('proposes the metrics and the params that differ', async () => {
    const { rpc } = openPage(Promise.resolve(new FakeStore(6).asStore()));
    const { metrics, params, defaults } = await rpc.request(experimentPanel.catalog, undefined);
    expect([metrics, params]).toEqual([['loss'], ['lr', 'seed']]);
    expect(defaults).toEqual([
      { kind: 'attribute', key: 'startTime' },
      loss,
      lr,
      { kind: 'attribute', key: 'parent' },
      { kind: 'attribute', key: 'duration' },
    ]);
  });

  it('sends series decimated to the pixels, leaves out runs without the metric and names those that cannot be read', async () => {
    const store = new FakeStore(3);
    const { rpc } = openPage(Promise.resolve(store.asStore()));
    const request = { runIds: ['run-0'], axis: 'step', pixels: 20, smoothing: 0.5 } as const;
    const { series } = await rpc.request(experimentPanel.series, { ...request, key: 'loss' });
    const none = await rpc.request(experimentPanel.series, { ...request, key: 'absent' });
    const broken = await rpc.request(experimentPanel.series, { ...request, key: 'broken' });
    expect(series.map(({ runId, points, isExact, nonFinite }) => ({ runId, points, isExact, nonFinite }))).toEqual([
      { runId: 'run-0', points: 1000, isExact: false, nonFinite: { x: Float64Array.of(500), y: Float64Array.of(NaN) } },
    ]);
    expect(
      [series[0]?.line.x.length ?? 0, series[0]?.smoothed?.x.length ?? 0].every(
        (length) => length > 20 && length <= 44,
      ),
    ).toBe(true);
    expect([none, broken.series, broken.problems.map(({ reason }) => reason)]).toEqual([
      { series: [], problems: [] },
      [],
      ['malformed'],
    ]);
  });

  it('tells of new points once, with the places that the page looks at, and reads their history anew', async () => {
    const store = new FakeStore(6);
    const page = openPage(Promise.resolve(store.asStore()));
    await page.rpc.request(experimentPanel.query, { search: '', sort: [] });
    await next(page, experimentPanel.changed);
    await page.rpc.request(experimentPanel.rows, { from: 0, to: 3, columns: [loss] });
    const series = { key: 'loss', runIds: ['run-1'], axis: 'step', pixels: 20, smoothing: 0 } as const;
    await page.rpc.request(experimentPanel.series, series);
    await page.rpc.request(experimentPanel.series, series);
    page.heard.length = 0;
    for (let i = 0; i < 10; i++) {
      store.changes.fire({ kind: 'changed', rows: [1, 5], metricKeys: ['loss'] });
    }
    const changed = await next(page, experimentPanel.changed);
    await page.rpc.request(experimentPanel.series, series);
    expect(changed).toMatchObject({ places: [1] });
    expect(page.heard.map(({ method }) => method)).toEqual(['experiment.metricsChanged', 'experiment.changed']);
    expect(page.heard[0]?.params).toEqual({ runIds: ['run-1', 'run-5'], keys: ['loss'] });
    expect(store.historiesRead).toEqual(['run-1', 'run-1']);
  });

  it('reads the histories that were asked for anew when the runs were', async () => {
    const store = new FakeStore(6);
    const page = openPage(Promise.resolve(store.asStore()));
    await page.rpc.request(experimentPanel.query, { search: '', sort: [] });
    await next(page, experimentPanel.changed);
    const series = { key: 'loss', runIds: ['run-1'], axis: 'step', pixels: 20, smoothing: 0 } as const;
    await page.rpc.request(experimentPanel.series, series);
    page.heard.length = 0;
    store.changes.fire({ kind: 'reset' });
    await next(page, experimentPanel.changed);
    await page.rpc.request(experimentPanel.series, series);
    expect(page.heard[0]).toEqual({
      method: 'experiment.metricsChanged',
      params: { runIds: ['run-1'], keys: undefined },
    });
    expect(store.historiesRead).toEqual(['run-1', 'run-1']);
  });

  it('shows a run that appears, in its place', async () => {
    const store = new FakeStore(3);
    const page = openPage(Promise.resolve(store.asStore()));
    const before = await page.rpc.request(experimentPanel.query, { search: '', sort: [] });
    await next(page, experimentPanel.changed);
    store.table.put(runOf(7, { startTime: 5000 }));
    store.changes.fire({ kind: 'added', from: 3, to: 4 });
    const changed = await next(page, experimentPanel.changed);
    const runIds = await page.rpc.request(experimentPanel.runIds, { from: 0, to: 2 });
    expect(changed).toMatchObject({ state: { revision: before.revision + 1, counts: { runs: 4, matching: 4 } } });
    expect(runIds).toEqual(['run-7', 'run-0']);
  });

  it('shows parents that do not match above nested runs that do, folds them, and finds what is nested', async () => {
    const { rpc } = openPage(Promise.resolve(new FakeStore(6).asStore()));
    const query = { search: "params.lr =~ '[3-5]'", sort: [] };
    const ask = async (nesting: { readonly isExpanded: boolean; readonly toggled: readonly string[] }) => {
      const { rows, counts } = await rpc.request(experimentPanel.query, { ...query, nesting });
      const { runs, places } = await rpc.request(experimentPanel.rows, { from: 0, to: 10, columns: [] });
      return [rows, counts.matching, places.map((place, index) => ({ ...place, runId: runs.runIds[index] }))];
    };
    const leaf = { level: 0, branch: 'leaf', isContext: false, isStarred: false };
    const parent = { ...leaf, branch: 'expanded', isContext: true, runId: 'run-1' };
    const last = { ...leaf, runId: 'run-5' };
    expect(await ask({ isExpanded: false, toggled: [] })).toEqual([
      3,
      2,
      [parent, { ...leaf, level: 1, runId: 'run-3' }, last],
    ]);
    expect(await ask({ isExpanded: true, toggled: ['run-1'] })).toEqual([
      2,
      2,
      [{ ...parent, branch: 'collapsed' }, last],
    ]);
    expect(await rpc.request(experimentPanel.nestedRunIds, { runId: 'run-1' })).toEqual(['run-3']);
  });

  it('keeps stars and hidden runs apart from the others, and tells every page of them', async () => {
    const { rpc, memory } = openPage(Promise.resolve(new FakeStore(6).asStore()));
    const shown = async (view: 'all' | 'starred' | 'hidden' | 'deleted') => {
      const { counts } = await rpc.request(experimentPanel.query, { search: '', sort: [], view });
      const { runs } = await rpc.request(experimentPanel.rows, { from: 0, to: 10, columns: [] });
      return [counts.runs, counts.hidden, counts.starred, counts.deleted, runs.runIds];
    };
    await rpc.request(experimentPanel.query, { search: '', sort: [] });
    await memory.mark(panel.storeUri, 'starred', ['run-2', 'run-5'], true);
    await memory.mark(panel.storeUri, 'hidden', ['run-0', 'run-5', 'gone'], true);
    const changed = await next({ rpc }, experimentPanel.changed);
    expect(changed).toMatchObject({ state: { rows: 3, counts: { runs: 3, hidden: 2 } } });
    expect([await shown('all'), await shown('starred'), await shown('hidden'), await shown('deleted')]).toEqual([
      [3, 2, 2, 1, ['run-1', 'run-2', 'run-3']],
      [1, 2, 2, 1, ['run-2']],
      [2, 2, 2, 1, ['run-0', 'run-5']],
      [1, 2, 2, 1, ['run-4']],
    ]);
  });

  it('says what the matching runs share, between which values they lie, and which are better', async () => {
    const page = openPage(Promise.resolve(new FakeStore(6).asStore()));
    const { rpc } = page;
    const { revision } = await rpc.request(experimentPanel.query, { search: "params.lr != '0'", sort: [] });
    const seed: RunColumn = { kind: 'param', key: 'seed' };
    const none: RunColumn = { kind: 'tag', key: 'none' };
    expect(await rpc.request(experimentPanel.shared, { columns: [seed, lr, loss, none] })).toEqual({
      revision,
      columns: [
        { column: 0, value: { kind: 'text', data: { codes: Int32Array.of(0), dictionary: ['42'] } } },
        { column: 3, value: { kind: 'text', data: { codes: Int32Array.of(-1), dictionary: [] } } },
      ],
    });
    expect(await rpc.request(experimentPanel.ranges, { columns: [lr, loss, none] })).toEqual({
      revision,
      ranges: [
        { column: 0, min: 1, max: 5 },
        { column: 1, min: 0.1, max: 0.5 },
      ],
    });
    rpc.notify(experimentPanel.setBetter, { key: 'loss', better: 'lower' });
    expect(await next(page, experimentPanel.betterChanged)).toEqual({ loss: 'lower' });
    expect((await rpc.request(experimentPanel.start, undefined)).better).toEqual({ loss: 'lower' });
  });

  it('exports the matching runs in the order of the table, and names runs as commands take them', async () => {
    const { rpc, session } = openPage(Promise.resolve(new FakeStore(6).asStore()));
    const query = { search: "params.lr =~ '[3-5]'", sort: [{ column: lr, descending: true }] };
    await rpc.request(experimentPanel.query, query);
    expect(await session.exportText([loss, lr], 'csv')).toBe(
      'run_id,run_name,metrics.loss,params.lr\nrun-5,name 5,0.5,5\nrun-3,name 3,0.3,3\n',
    );
    expect(await session.references(['run-3', 'gone'])).toEqual([
      { storeUri: panel.storeUri, experimentId: '1', runId: 'run-3' },
    ]);
  });

  it('says why its store cannot be opened, and lets go of the runs when it is closed', async () => {
    const failing = openPage(Promise.reject(new MlflowError('notFound', { what: '/mlruns' })));
    expect(await failing.rpc.request(experimentPanel.start, undefined)).toEqual({
      panel,
      better: {},
      error: { reason: 'notFound', details: { what: '/mlruns' } },
    });
    const store = new FakeStore(1);
    const page = openPage(Promise.resolve(store.asStore()));
    await page.rpc.request(experimentPanel.start, undefined);
    const leased = store.leases;
    page.session.dispose();
    expect([leased, store.leases]).toEqual([1, 0]);
  });
});
