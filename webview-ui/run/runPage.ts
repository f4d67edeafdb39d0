import { computed, effect, signal } from '@preact/signals';
import { MlflowError } from '../../src/model/mlflowError.ts';
import { fromWireError } from '../../src/model/wireError.ts';
import type { Rpc } from '../../src/protocol/rpc.ts';
import {
  runPanel,
  type ArtifactItem,
  type KeyValue,
  type RunData,
  type RunDetails,
  type RunPageAction,
  type RunPanelState,
  type RunRelations,
} from '../../src/protocol/runPanel.ts';
import { Emitter } from '../../src/util/events.ts';
import type { HostBridge } from '../shared/hostBridge.ts';
import { ArtifactTree } from './artifactTree.ts';
import { firstDrawn, metricRows, withNewer, type MetricRow } from './metricRows.ts';
import { readUi, type FilterId, type RunUi, type SectionId } from './runUi.ts';
import { SummaryLoader } from './summaryLoader.ts';

/** Pixels of a sparkline, twice as many as it is wide on most screens. */
const sparklinePixels = 96;
const noteTag = 'mlflow.note.content';

/** What the page knows and what the person has set up. Components read its signals; whatever changes goes through its methods. */
export class RunPage {
  readonly rpc: Rpc;
  readonly tree: ArtifactTree;
  readonly summaries: SummaryLoader;
  readonly ui = signal<RunUi>(readUi(undefined));
  readonly panel = signal<RunPanelState | undefined>(undefined);
  /** Why nothing can be shown. */
  readonly failure = signal<MlflowError | undefined>(undefined);
  readonly details = signal<RunDetails | undefined>(undefined);
  readonly metrics = signal<readonly MetricRow[]>([]);
  readonly relations = signal<RunRelations | undefined>(undefined);
  /** As VS Code renders it, not sanitized; '' where there is no note. */
  readonly noteHtml = signal('');
  readonly data = signal<RunData | undefined>(undefined);
  /** What the last change that was refused says. */
  readonly refusal = signal<MlflowError | undefined>(undefined);
  /** What was deleted last, to be taken back. */
  readonly deletedTag = signal<KeyValue | undefined>(undefined);
  readonly artifact = signal<ArtifactItem | undefined>(undefined);
  /** Counts the changes of artifacts, so that what is shown is read again. */
  readonly artifactRevision = signal(0);
  /** Counts what the summaries have got. */
  readonly summaryRevision = signal(0);
  readonly drawnMetric = computed(() => {
    const { metric } = this.ui.value;
    const rows = this.metrics.value;
    return rows.some(({ key }) => key === metric) ? metric : firstDrawn(rows);
  });
  readonly #bridge: HostBridge;
  readonly #onDidLogMetrics = new Emitter<readonly string[]>();
  readonly onDidLogMetrics = this.#onDidLogMetrics.event;
  #note: string | undefined;

  constructor(bridge: HostBridge) {
    this.#bridge = bridge;
    this.rpc = bridge.rpc;
    this.ui.value = readUi(bridge.savedState);
    this.tree = new ArtifactTree(async (path) => await this.rpc.request(runPanel.artifacts, { path }));
    this.summaries = new SummaryLoader(
      async (keys) => await this.rpc.request(runPanel.summaries, { keys, pixels: sparklinePixels }),
      () => this.summaryRevision.value++,
    );
    this.#listen();
  }

  /** Asks for what is on the page at once; sections ask for the rest when they come into view. */
  start(): void {
    void this.#start();
    effect(() => {
      const [panel, ui] = [this.panel.value, this.ui.value];
      if (panel !== undefined) {
        this.#bridge.saveState({ panel, ui });
      }
    });
  }

  update(change: Partial<RunUi>): void {
    this.ui.value = { ...this.ui.value, ...change };
  }

  setFilter(id: FilterId, text: string): void {
    this.update({ filters: { ...this.ui.value.filters, [id]: text } });
  }

  isFolded(id: SectionId): boolean {
    return this.ui.value.folded.includes(id);
  }

  fold(id: SectionId, isFolded: boolean): void {
    const others = this.ui.value.folded.filter((other) => other !== id);
    this.update({ folded: isFolded ? [...others, id] : others });
  }

  act(action: RunPageAction): void {
    this.rpc.notify(runPanel.act, action);
  }

  copy(text: string): void {
    this.act({ kind: 'copy', text });
  }

  /** @returns whether it was set; if not, {@link RunPage.refusal} says why */
  async setTag(key: string, value: string): Promise<boolean> {
    return await this.#attempt(async () => await this.rpc.request(runPanel.setTag, { key, value }));
  }

  async deleteTag(key: string): Promise<void> {
    const tag = this.details.value?.tags.find(([known]) => known === key);
    if (await this.#attempt(async () => await this.rpc.request(runPanel.deleteTag, { key }))) {
      this.deletedTag.value = tag;
    }
  }

  /** Sets the tag again that was deleted last. */
  async undeleteTag(): Promise<void> {
    const tag = this.deletedTag.value;
    if (tag !== undefined && (await this.setTag(...tag))) {
      this.deletedTag.value = undefined;
    }
  }

  async loadData(): Promise<void> {
    this.data.value = await this.rpc.request(runPanel.data, undefined);
  }

  /** Lists the artifacts, and shows the one that was looked at last where the run has it. */
  async loadArtifacts(): Promise<void> {
    await this.tree.start();
    const { artifact } = this.ui.value;
    const found = artifact === undefined ? undefined : await this.tree.find(artifact);
    if (this.artifact.value === undefined && found !== undefined) {
      this.showArtifact(found);
    }
  }

  showArtifact(item: ArtifactItem): void {
    this.artifact.value = item;
    this.update({ artifact: item.path });
    this.rpc.notify(runPanel.artifactShown, { path: item.path });
  }

  #listen(): void {
    this.rpc.on(runPanel.changed, () => void this.#loadDetails());
    this.rpc.on(runPanel.relationsChanged, () => void this.#loadRelations());
    this.rpc.on(runPanel.metricsChanged, (newer) => {
      this.metrics.value = withNewer(this.metrics.value, newer);
      this.summaries.invalidate(newer.keys);
      this.#onDidLogMetrics.fire(newer.keys);
    });
    this.rpc.on(runPanel.artifactsChanged, () => void this.#reloadArtifacts());
    this.rpc.on(runPanel.restarted, () => {
      this.summaries.clear();
      void this.#start();
      void this.#reloadArtifacts();
    });
  }

  async #start(): Promise<void> {
    const { panel, artifactPath, error, details } = await this.rpc.request(runPanel.start, undefined);
    this.panel.value = panel;
    this.failure.value = error && fromWireError(error);
    if (this.ui.value.artifact === undefined && artifactPath !== undefined) {
      this.update({ artifact: artifactPath });
    }
    if (details !== undefined) {
      this.#show(details);
      await this.#loadRelations();
    }
  }

  async #loadDetails(): Promise<void> {
    this.#show(await this.rpc.request(runPanel.details, undefined));
  }

  #show(details: RunDetails): void {
    this.details.value = details;
    this.metrics.value = metricRows(details.metrics);
    const note = details.tags.find(([key]) => key === noteTag)?.[1];
    if (note !== this.#note) {
      this.#note = note;
      void this.#loadNote(note);
    }
  }

  /** Only what there is has to be rendered. */
  async #loadNote(note: string | undefined): Promise<void> {
    const html = note === undefined || note === '' ? '' : (await this.rpc.request(runPanel.note, undefined)).html;
    if (note === this.#note) {
      this.noteHtml.value = html ?? '';
    }
  }

  async #loadRelations(): Promise<void> {
    this.relations.value = await this.rpc.request(runPanel.relations, undefined);
  }

  async #reloadArtifacts(): Promise<void> {
    if (!this.tree.isStarted) {
      return;
    }
    await this.tree.reload();
    const shown = this.artifact.value;
    this.artifact.value = shown && (await this.tree.find(shown.path));
    this.artifactRevision.value++;
  }

  async #attempt(change: () => Promise<unknown>): Promise<boolean> {
    try {
      await change();
      this.refusal.value = undefined;
      return true;
    } catch (error) {
      if (!MlflowError.is(error)) {
        throw error;
      }
      this.refusal.value = error;
      return false;
    }
  }
}
