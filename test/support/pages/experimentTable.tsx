import { render } from 'preact';
import type { MetricPoint, Run } from '../../../src/model/run.ts';
import { RunTable } from '../../../src/model/runTable.ts';
import { ExperimentSession } from '../../../src/panels/experimentSession.ts';
import { PanelMemory } from '../../../src/panels/panelMemory.ts';
import { experimentPanel } from '../../../src/protocol/experimentPanel.ts';
import { Rpc, type RpcMessage, type RpcPort } from '../../../src/protocol/rpc.ts';
import type { SavedView } from '../../../src/protocol/savedView.ts';
import type { MlflowStore } from '../../../src/store/mlflowStore.ts';
import type { RunCollectionChange } from '../../../src/store/runCollection.ts';
import { Emitter } from '../../../src/util/events.ts';
import { App } from '../../../webview-ui/experiment/app.tsx';
import { ExperimentPage } from '../../../webview-ui/experiment/experimentPage.ts';

const panel = { storeUri: 'file:///mlruns', experimentIds: ['1'], title: 'sweep' };

interface Sent {
  readonly method: string;
  readonly params: unknown;
}

/** What the page has sent to its panel, oldest first; a test may empty it. */
export const sent: Sent[] = [];

/** Shows the page of an experiment, with its real session in the same document. */
export function mount(runs: readonly Run[], ui: object): void {
  const toHost = new Emitter<RpcMessage>();
  const toPage = new Emitter<RpcMessage>();
  const hostRpc = new Rpc(port(toPage, toHost), fail);
  const memory = new Map<string, unknown>();
  const panelMemory = new PanelMemory({
    get: (key) => memory.get(key),
    update: async (key, value) => await Promise.resolve(memory.set(key, value)).then(() => undefined),
  });
  void new ExperimentSession(hostRpc, panel, Promise.resolve(storeOf(runs)), panelMemory);
  const views: SavedView[] = [];
  hostRpc.handle(experimentPanel.views, () => ({ views, canSave: true }));
  hostRpc.handle(experimentPanel.saveView, ({ name = 'my view', ...view }) => {
    views.splice(0, views.length, { ...view, name });
    return name;
  });
  hostRpc.on(experimentPanel.copy, () => undefined);
  hostRpc.on(experimentPanel.exportRuns, () => undefined);
  hostRpc.on(experimentPanel.act, ({ action, runIds }) => {
    const mark = action === 'star' || action === 'unstar' ? 'starred' : 'hidden';
    void panelMemory.mark(panel.storeUri, mark, runIds, action === 'star' || action === 'hide');
  });
  toHost.event((message) => {
    if (message.type === 'request' || message.type === 'notification') {
      sent.push({ method: message.method, params: message.params });
    }
  });
  const page = new ExperimentPage({
    rpc: new Rpc(port(toHost, toPage), fail),
    savedState: { ui },
    saveState: () => undefined,
  });
  const root = document.createElement('div');
  root.id = 'root';
  document.body.append(root);
  render(<App page={page} />, root);
  page.start();
}

/** Runs of a sweep, as a page of its own makes them: `nested` of them in each parent. */
export function sweep(count: number, nested: number): readonly Run[] {
  return Array.from({ length: count }, (_, index) => {
    const parent = nested === 0 ? undefined : index - (index % (nested + 1));
    return runOf(index, parent === index ? undefined : parent);
  });
}

/** One run with that many params. */
export function wide(count: number): readonly Run[] {
  const params = new Map(Array.from({ length: count }, (_, index) => [`layer/${String(index)}`, String(index)]));
  return Array.from({ length: 40 }, (_, index) => ({ ...runOf(index, undefined), params }));
}

function metric(value: number): MetricPoint {
  return { value, step: 9, timestamp: 0 };
}

function runOf(index: number, parent: number | undefined): Run {
  const rate = [0.1, 0.01, 0.001, 0.0001][index % 4] ?? 0;
  return {
    info: {
      runId: `run${String(index).padStart(29, '0')}`,
      experimentId: '1',
      runName: `${['calm', 'bold', 'shy'][index % 3] ?? ''}-fox-${String(index)}`,
      status: index === 0 ? 'RUNNING' : index % 11 === 7 ? 'FAILED' : 'FINISHED',
      lifecycleStage: 'active',
      userId: index % 2 === 0 ? 'ana' : 'bo',
      startTime: 1_790_000_000_000 - index * 60_000,
      endTime: index === 0 ? undefined : 1_790_000_000_000 - index * 60_000 + 5000 + index * 37,
      artifactUri: '',
    },
    params: new Map([
      ['optimizer/rate', String(rate)],
      ['optimizer/name', index % 5 === 0 ? 'sgd' : 'adam'],
      ['seed', '42'],
      ['epochs', '10'],
    ]),
    metrics: new Map([
      ['train/loss', metric(1 / (index + 3))],
      ['train/accuracy', metric(1 - 1 / (index + 2))],
      ['val/loss', metric(Math.abs(Math.sin(index)))],
      ...(index % 7 === 3 ? [] : [['val/accuracy', metric(Math.abs(Math.cos(index)))] as const]),
    ]),
    tags: new Map([
      ['mlflow.source.name', '/home/ana/project/train.py'],
      ['mlflow.source.git.commit', '0123456789abcdef0123456789abcdef01234567'],
      ...(parent === undefined ? [] : [['mlflow.parentRunId', `run${String(parent).padStart(29, '0')}`] as const]),
    ]),
    datasets: [{ name: 'iris', digest: 'd188b549', context: 'training' }],
  };
}

function storeOf(runs: readonly Run[]): MlflowStore {
  const table = new RunTable();
  runs.forEach((run) => table.put(run));
  const collection = {
    ...panel,
    table,
    onDidChange: new Emitter<RunCollectionChange>().event,
    isComplete: true,
    isVerified: true,
    isStopped: false,
    staleSince: undefined,
    stop: () => undefined,
    goOn: () => undefined,
    total: table.length,
    problems: [],
    loaded: Promise.resolve(),
  };
  // Only what the session uses is there.
  const parts: unknown = {
    uri: panel.storeUri,
    tracking: { kind: 'file', metricHistory: async () => await Promise.resolve(undefined) },
    runCollections: { lease: () => ({ collection, dispose: () => undefined }) },
  };
  return parts as MlflowStore;
}

function port(out: Emitter<RpcMessage>, into: Emitter<RpcMessage>): RpcPort {
  return {
    post: (message) => {
      const copy = asSent(structuredClone(message)) as RpcMessage;
      setTimeout(() => out.fire(copy), 0);
    },
    listen: (listener) => into.event(listener),
  };
}

/** As VS Code's channel leaves values: as JSON, but for buffers. */
function asSent(value: unknown): unknown {
  if (typeof value === 'number') {
    return Number.isFinite(value) ? value : null;
  }
  if (Array.isArray(value)) {
    return value.map((item) => (item === undefined ? null : asSent(item)));
  }
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) {
    return value;
  }
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([key, member]) => [key, asSent(member)]));
}

function fail(what: string, error?: unknown): void {
  throw new Error(what, { cause: error });
}
