import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { MlflowError } from '../../../src/model/mlflowError.ts';
import { RunSession } from '../../../src/panels/runSession.ts';
import { runPanel, type RunPanelState } from '../../../src/protocol/runPanel.ts';
import type { Rpc } from '../../../src/protocol/rpc.ts';
import type { MlflowStore } from '../../../src/store/mlflowStore.ts';
import { openStore } from '../../../src/store/openStore.ts';
import type { TrackingStore } from '../../../src/store/trackingStore.ts';
import { unpackFixtureStore, type FixtureStore } from '../../support/fixtureStores.ts';
import { testStoreEnvironment } from '../../support/testStoreEnvironment.ts';
import { joinedRpc, type JoinedRpc } from './joinedRpc.ts';

const sweep = '645989112294213199';
const cleanUps: (() => void)[] = [];

afterEach(() => {
  cleanUps.splice(0).forEach((cleanUp) => cleanUp());
});

interface Opened extends JoinedRpc {
  readonly folder: string;
  readonly store: MlflowStore;
  /** Names of the store's methods that were called, in order. */
  readonly calls: string[];
  readonly panel: RunPanelState;
}

/** A session on a run of a store that MLflow 3.18 wrote. @param purpose as the store's manifest has it */
async function openRun(purpose: string, experimentId = sweep, isTrusted = true): Promise<Opened> {
  const fixture = unpackFixtureStore('v3-mlruns');
  const store = await openStore(join(fixture.folder, 'mlruns'), testStoreEnvironment({ isTrusted: () => isTrusted }));
  return open(fixture, store, experimentId, purpose);
}

function open(fixture: FixtureStore, store: MlflowStore, experimentId: string, purpose: string): Opened {
  const calls: string[] = [];
  const { uri, registry, runCollections, loggedModels } = store;
  const counted: MlflowStore = {
    uri,
    registry,
    runCollections,
    loggedModels,
    tracking: withCounts(store.tracking, calls),
    dispose: () => store.dispose(),
  };
  const panel = { storeUri: store.uri, experimentId, runId: String(fixture.manifest[purpose]), title: purpose };
  const joined = joinedRpc();
  const session = new RunSession(joined.host, {
    panel,
    store: Promise.resolve(counted),
    canOpen: (path) => path.endsWith('.csv'),
    describeReadOnly: (reason) => reason,
    readTable: async () => await Promise.reject(new Error('no table here')),
    renderMarkdown: async (text) => await Promise.resolve(`<p>${text}</p>`),
  });
  cleanUps.push(() => {
    session.dispose();
    joined.host.dispose();
    joined.page.dispose();
    store.dispose();
    fixture.dispose();
  });
  return { ...joined, folder: fixture.folder, store, calls, panel };
}

/** The same store, which notes what it is asked. */
function withCounts(tracking: TrackingStore, calls: string[]): TrackingStore {
  return new Proxy(tracking, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') {
        return member;
      }
      return (...parameters: readonly unknown[]): unknown => {
        calls.push(String(name));
        return Reflect.apply(member, target, parameters);
      };
    },
  });
}

async function heardOf({ page, heard }: Opened, type: typeof runPanel.changed): Promise<void> {
  if (!heard.some(({ method }) => method === type.method)) {
    await new Promise<void>((resolve) => {
      page.on(type, () => resolve());
    });
  }
}

async function settled(page: Rpc): Promise<void> {
  await page.request(runPanel.relations, undefined);
}

describe('RunSession', () => {
  it('begins with the run alone: no history, dataset or artifact is read', async () => {
    const { page, calls, panel } = await openRun('artifacts');
    const { details, ...start } = await page.request(runPanel.start, undefined);
    expect([start, details?.name, details?.experimentName, details?.status, details?.readOnly]).toEqual([
      { panel, artifactPath: undefined },
      'artifacts',
      'iris-sweep',
      'FINISHED',
      undefined,
    ]);
    expect(calls.filter((name) => /metricHistory|lineage|artifacts/.test(name))).toEqual([]);
    expect(calls.filter((name) => name === 'run')).toEqual(['run']);
  });

  it('says why a run cannot be shown', async () => {
    const { page } = await openRun('nothing of this name');
    expect(await page.request(runPanel.start, undefined)).toMatchObject({ error: { reason: 'notFound' } });
  });

  it('reads each history once, however often the page asks', async () => {
    const { page, calls } = await openRun('steps2k', '607686053315904413');
    const { details } = await page.request(runPanel.start, undefined);
    const keys = details?.metrics.keys.slice(0, 2) ?? [];
    const ask = async () => await page.request(runPanel.summaries, { keys, pixels: 50 });
    const [first] = [await ask(), await ask()];
    const series = { key: keys[0] ?? '', axis: 'step', pixels: 50, smoothing: 0 } as const;
    await page.request(runPanel.series, series);
    expect(calls.filter((name) => name === 'metricHistory')).toHaveLength(keys.length);
    expect(first.map(({ points, line }) => [points, line.x.length <= 108])).toEqual(keys.map(() => [2000, true]));
  });

  it('leaves out a metric that the run does not have', async () => {
    const { page } = await openRun('artifacts');
    expect(await page.request(runPanel.summaries, { keys: ['no such metric'], pixels: 50 })).toEqual([]);
  });

  it('knows the parent of a child and the children of a parent', async () => {
    const { page, folder } = await openRun('parent');
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { readonly children: string[] };
    const { children, ...others } = await page.request(runPanel.relations, undefined);
    expect([children.map(({ runId }) => runId).toSorted(), others]).toEqual([
      manifest.children.toSorted(),
      { childCount: 4 },
    ]);
  });

  it('tells a tag that was set, by one message, and only once', async () => {
    const opened = await openRun('artifacts');
    const { page, heard, store, panel } = opened;
    await page.request(runPanel.start, undefined);
    await settled(page);
    expect(await page.request(runPanel.setTag, { key: 'stage', value: 'chosen' })).toBeUndefined();
    await heardOf(opened, runPanel.changed);
    const { tags } = await page.request(runPanel.details, undefined);
    const told = heard.map(({ method }) => method).filter((method) => method !== runPanel.relationsChanged.method);
    expect([tags.filter(([key]) => key === 'stage'), told]).toEqual([[['stage', 'chosen']], [runPanel.changed.method]]);
    await page.request(runPanel.deleteTag, { key: 'stage' });
    expect((await store.tracking.run(panel.runId)).tags.has('stage')).toBe(false);
  });

  it('sends of new points the metric that got them and nothing else', async () => {
    const opened = await openRun('running');
    const { page, heard, store, panel } = opened;
    await page.request(runPanel.start, undefined);
    await settled(page);
    const arrived = new Promise((resolve) => {
      page.on(runPanel.metricsChanged, resolve);
    });
    const point = { key: 'live', value: Number.NaN, step: 7, timestamp: 1_795_239_990_000 };
    await store.tracking.logMetrics(panel.runId, [point]);
    expect(await arrived).toEqual({ keys: ['live'], values: Float64Array.of(Number.NaN), steps: Float64Array.of(7) });
    expect(heard.filter(({ method }) => method === runPanel.changed.method)).toEqual([]);
  });

  it('refuses tags with the reason where the store takes no writes', async () => {
    const { page } = await openRun('artifacts', sweep, false);
    const { details } = await page.request(runPanel.start, undefined);
    expect(details?.readOnly).toMatchObject({ reason: 'untrusted' });
    const refused = page.request(runPanel.setTag, { key: 'stage', value: 'chosen' });
    await expect(refused).rejects.toSatisfy((error) => MlflowError.is(error, 'untrusted'));
  });

  it('lists artifacts a folder at a time, from one repository', async () => {
    const { page, calls } = await openRun('artifacts');
    const root = await page.request(runPanel.artifacts, { path: '' });
    const images = await page.request(runPanel.artifacts, { path: 'notes' });
    expect([root.slice(0, 2), images, calls.filter((name) => name === 'artifacts')]).toEqual([
      [
        { path: 'bin', isDirectory: true, size: undefined },
        { path: 'cfg', isDirectory: true, size: undefined },
      ],
      [{ path: 'notes/hello.txt', isDirectory: false, size: expect.any(Number) }],
      ['artifacts'],
    ]);
  });

  it('shows the datasets of the run, none of which is a file to open', async () => {
    const { page } = await openRun('datasets');
    const { datasets, models } = await page.request(runPanel.data, undefined);
    const shown = datasets.map(({ name, context, sourceType, columns, canOpen }) => ({
      name,
      context,
      sourceType,
      column: columns[0],
      canOpen,
    }));
    expect([shown, models]).toEqual([
      [
        { name: 'val-set', context: 'validation', sourceType: 'code', column: ['x', 'long'], canOpen: false },
        { name: 'train-set', context: 'training', sourceType: 'http', column: ['x', 'long'], canOpen: false },
      ],
      [],
    ]);
  });

  it('answers from a database as from a folder', async () => {
    const fixture = unpackFixtureStore('v3-db');
    const store = await openStore(`sqlite:///${join(fixture.folder, 'mlflow.db')}`, testStoreEnvironment());
    const run = await store.tracking.run(String(fixture.manifest['steps2k']));
    const { page } = open(fixture, store, run.info.experimentId, 'steps2k');
    const { details } = await page.request(runPanel.start, undefined);
    const [key = ''] = details?.metrics.keys ?? [];
    const summaries = await page.request(runPanel.summaries, { keys: [key], pixels: 50 });
    const { childCount } = await page.request(runPanel.relations, undefined);
    expect([details?.status, summaries.map(({ points }) => points), childCount]).toEqual(['FINISHED', [2000], 0]);
  });

  it('shows a logged model as a card', async () => {
    const { page } = await openRun('autolog');
    const { models } = await page.request(runPanel.data, undefined);
    const [model] = models;
    const card = await page.request(runPanel.modelCard, { modelId: model?.modelId ?? '' });
    expect([
      model?.role,
      card.flavors.map(([flavor]) => flavor),
      card.inputs.length,
      card.snippet.split('\n').at(-2),
    ]).toEqual([
      'output',
      ['python_function', 'sklearn'],
      4,
      `model = mlflow.pyfunc.load_model("models:/${model?.modelId}")`,
    ]);
  });
});
