import { MlflowError, throwIfAborted } from '../model/mlflowError.ts';
import type { Run } from '../model/run.ts';
import { toWireError, type WireError } from '../model/wireError.ts';
import type { Rpc } from '../protocol/rpc.ts';
import {
  runPanel,
  type MetricSummary,
  type RunPanelState,
  type RunStart,
  type RunDetails,
} from '../protocol/runPanel.ts';
import type { MlflowStore } from '../store/mlflowStore.ts';
import { readNote } from '../store/notes.ts';
import type { RunCollection } from '../store/runCollection.ts';
import type { ReadOnlyReason, StoreChange } from '../store/trackingStore.ts';
import { Disposables } from '../util/disposables.ts';
import type { Disposable } from '../util/events.ts';
import { answerArtifacts } from './answerArtifacts.ts';
import type { PreviewParts } from './artifactPreview.ts';
import { MetricHistories } from './metricHistories.ts';
import { metricSummary } from './metricSummary.ts';
import { readSeries } from './readSeries.ts';
import { runData } from './runData.ts';
import { RunFollower } from './runFollower.ts';
import { runRelations } from './runRelations.ts';
import { runDetails } from './runDetails.ts';
import { ShownRun } from './shownRun.ts';
import { Throttle } from './throttle.ts';

/** How often a live change is told, in milliseconds. */
const updateInterval = 100;

export interface RunSessionParts extends PreviewParts {
  readonly panel: RunPanelState;
  readonly store: Promise<MlflowStore>;
  /** The artifact to show first, if the run has it. */
  readonly artifactPath?: string | undefined;
  /** Whether a local file may be opened with a click. */
  readonly canOpen: (path: string) => boolean;
  /** In a few words. */
  readonly describeReadOnly: (reason: ReadOnlyReason) => string;
}

/** What the panel has once its store is open. */
interface Opened {
  readonly store: MlflowStore;
  readonly collection: RunCollection;
  readonly histories: MetricHistories;
  /** The run as it was when the panel opened: read on its own, before all the others. */
  readonly first: Promise<Run>;
}

/**
 * Answers one run's page: the run itself is read first and alone, then its experiment's runs are leased, which tell what changes and
 * what it is to be seen beside. Histories, datasets and artifacts are read when the page asks. Knows nothing of VS Code.
 */
export class RunSession implements Disposable {
  readonly #rpc: Rpc;
  readonly #parts: RunSessionParts;
  readonly #disposables = new Disposables();
  readonly #opened: Promise<Opened>;
  readonly #shown = new ShownRun();
  readonly #update: Throttle;
  readonly #relations: Throttle;
  readonly #logged = new Set<string>();

  constructor(rpc: Rpc, parts: RunSessionParts) {
    this.#rpc = rpc;
    this.#parts = parts;
    this.#update = this.#disposables.add(new Throttle(() => void this.#tellRun(), updateInterval));
    this.#relations = this.#disposables.add(
      new Throttle(() => rpc.notify(runPanel.relationsChanged, undefined), updateInterval),
    );
    this.#opened = this.#open();
    // Every request that needs the store answers with this error; until one comes, nobody has to hear of it.
    this.#opened.catch(() => undefined);
    this.#answerRun();
    this.#answerMetrics();
    answerArtifacts(rpc, parts, async () => (await this.#opened).store);
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  async #open(): Promise<Opened> {
    const { runId, experimentId } = this.#parts.panel;
    const store = await this.#parts.store;
    const first = store.tracking.run(runId);
    await first;
    const { collection } = this.#disposables.add(store.runCollections.lease([experimentId]));
    const histories = new MetricHistories(store.tracking);
    this.#disposables.add(store.tracking.onDidChange((change) => this.#storeChanged(change)));
    this.#disposables.add(
      new RunFollower(collection, runId, {
        onRun: (metricKeys) => {
          histories.invalidate([runId], metricKeys);
          metricKeys?.forEach((key) => this.#logged.add(key));
          this.#update.request();
        },
        onRelations: () => this.#relations.request(),
      }),
    );
    return { store, collection, histories, first };
  }

  #answerRun(): void {
    const rpc = this.#rpc;
    const { panel } = this.#parts;
    rpc.handle(runPanel.start, async () => await this.#start());
    rpc.handle(runPanel.details, async () => await this.#details());
    rpc.handle(runPanel.relations, async (_, signal) => {
      const { collection } = await this.#opened;
      // What was loaded before it failed still tells something.
      await collection.loaded.catch(() => undefined);
      throwIfAborted(signal, panel.title);
      return runRelations(collection.table, panel.runId);
    });
    rpc.handle(runPanel.note, async () => {
      const text = await readNote((await this.#opened).store, panel);
      return text === '' ? {} : { html: await this.#parts.renderMarkdown(text) };
    });
    rpc.handle(runPanel.data, async (_, signal) => {
      const { tracking, loggedModels } = (await this.#opened).store;
      return await runData(panel.runId, await tracking.lineage(panel.runId, signal), loggedModels, this.#parts.canOpen);
    });
    rpc.handle(runPanel.setTag, async ({ key, value }) => {
      await (await this.#writable()).setTags(panel.runId, new Map([[key, value]]));
      return undefined;
    });
    rpc.handle(runPanel.deleteTag, async ({ key }) => {
      await (await this.#writable()).deleteTag(panel.runId, key);
      return undefined;
    });
  }

  #answerMetrics(): void {
    const { panel } = this.#parts;
    const { runId } = panel;
    this.#rpc.handle(runPanel.summaries, async ({ keys, pixels }, signal) => {
      const { histories } = await this.#opened;
      const summaries = await Promise.all(
        keys.map(async (key): Promise<readonly MetricSummary[]> => {
          const [settled] = await histories.get([runId], key);
          if (settled?.status === 'rejected') {
            return [{ ...noHistory, key, error: toWireError(settled.reason) }];
          }
          return settled?.value === undefined ? [] : [metricSummary(key, settled.value, pixels)];
        }),
      );
      throwIfAborted(signal, panel.title);
      return summaries.flat();
    });
    this.#rpc.handle(runPanel.series, async (request, signal) => {
      const { histories, store } = await this.#opened;
      return await readSeries({ histories, tracking: store.tracking }, { ...request, runIds: [runId] }, signal);
    });
  }

  async #start(): Promise<RunStart> {
    const { panel, artifactPath } = this.#parts;
    try {
      return { panel, artifactPath, details: await this.#details() };
    } catch (error) {
      return { panel, artifactPath, error: toWireError(error) };
    }
  }

  async #details(): Promise<RunDetails> {
    const { store } = await this.#opened;
    const { experimentId } = this.#parts.panel;
    const [experiments, readOnly, run] = await Promise.all([
      store.tracking.experiments('all'),
      this.#readOnly(store),
      this.#run(),
    ]);
    const experiment = experiments.find((candidate) => candidate.experimentId === experimentId);
    this.#shown.show(run);
    return runDetails(run, { experimentName: experiment?.name ?? experimentId, readOnly });
  }

  async #run(): Promise<Run> {
    const { collection, first } = await this.#opened;
    const row = collection.table.rowOf(this.#parts.panel.runId);
    return row === undefined ? await first : collection.table.run(row);
  }

  async #writable(): Promise<MlflowStore['tracking']> {
    const { store } = await this.#opened;
    const refusal = await this.#readOnly(store);
    if (refusal !== undefined) {
      throw new MlflowError(refusal.reason, refusal.details);
    }
    return store.tracking;
  }

  async #readOnly(store: MlflowStore): Promise<WireError | undefined> {
    const reason = await store.tracking.readOnlyReason();
    if (reason === undefined) {
      return undefined;
    }
    const { describeReadOnly, panel } = this.#parts;
    return reason === 'untrusted'
      ? { reason: 'untrusted', details: { what: panel.title } }
      : { reason: 'readOnly', details: { what: store.uri, detail: describeReadOnly(reason) } };
  }

  #storeChanged(change: StoreChange): void {
    if (change.kind === 'artifacts' && change.runId === this.#parts.panel.runId) {
      this.#rpc.notify(runPanel.artifactsChanged, undefined);
    }
  }

  async #tellRun(): Promise<void> {
    const run = await this.#run();
    const { isOther, metrics } = this.#shown.update(run, new Set(this.#logged));
    this.#logged.clear();
    if (this.#disposables.isDisposed) {
      return;
    }
    if (isOther) {
      this.#rpc.notify(runPanel.changed, undefined);
    }
    if (metrics.keys.length > 0) {
      this.#rpc.notify(runPanel.metricsChanged, metrics);
    }
  }
}

const noHistory: Omit<MetricSummary, 'key'> = {
  line: { x: new Float64Array(0), y: new Float64Array(0) },
  points: 0,
  nonFinite: 0,
  isSampled: false,
};
