import type { DataDocument } from '../data/dataDocument.ts';
import type { DataJobs } from '../data/dataJobs.ts';
import { columnFix, isBlocking, type DataFinding } from '../model/dataFinding.ts';
import type { DataTable } from '../model/dataTable.ts';
import { describeError } from '../model/describeError.ts';
import type { JsonObject } from '../model/json.ts';
import { MlflowError } from '../model/mlflowError.ts';
import type { Rpc } from '../protocol/rpc.ts';
import {
  visualizationPanel,
  type FindingText,
  type PreviewChoices,
  type RowsMistake,
  type ViewRequest,
  type VisualizationHeader,
  type VisualizationPanelState,
  type VisualizationView,
} from '../protocol/visualizationPanel.ts';
import type { StoreChange } from '../store/trackingStore.ts';
import { Disposables } from '../util/disposables.ts';
import { Emitter, type Disposable, type Event } from '../util/events.ts';
import type { JobRunner } from '../util/jobs.ts';
import type { L10n } from '../util/l10n.ts';
import { bindData } from '../vizmod/bindData.ts';
import { checkData } from '../vizmod/checkData.ts';
import { dataColumns, mapColumns, usableMapping } from '../vizmod/columnMapping.ts';
import { dataNeeds, neededColumns, type DataNeeds } from '../vizmod/dataNeeds.ts';
import { describeFinding } from '../vizmod/describeFinding.ts';
import { externalData } from '../vizmod/externalData.ts';
import type { VisualizationSource } from '../vizmod/listVisualizations.ts';
import { readVizModel } from '../vizmod/readVizModel.ts';
import { resolveVisualization } from '../vizmod/resolveVisualization.ts';
import type { VisualizationSummary } from '../vizmod/visualizationSummary.ts';
import type { VizModel } from '../vizmod/vizModel.ts';
import { boundChart, type ChartOnTable } from './boundChart.ts';
import { dataLimits } from './dataLimits.ts';
import { throttledProgress } from './throttledProgress.ts';
import { askedColumns } from './askedColumns.ts';
import { Throttle } from './throttle.ts';

/** A store that visualizations are in, and that tells when its registry changes. */
export interface LiveVisualizationSource extends VisualizationSource {
  readonly tracking: VisualizationSource['tracking'] & { readonly onDidChange: Event<StoreChange> };
}

export interface VisualizationSessionParts {
  readonly summary: VisualizationSummary;
  readonly data: DataDocument;
  readonly openStore: (uri: string) => Promise<LiveVisualizationSource>;
  readonly reader: JobRunner<DataJobs>;
  readonly choices: KeptChoices;
  /** Selects lines of the data, from 1, in its editor. */
  readonly revealLines: (lines: readonly number[]) => void;
  readonly l10n: L10n;
  /** How long edits are gathered before the page hears of them, in milliseconds. */
  readonly delay: number;
}

/** How this model is to see this data; outlives the panel. */
export interface KeptChoices {
  readonly recall: () => PreviewChoices;
  readonly remember: (choices: PreviewChoices) => PromiseLike<void>;
}

/** What the last view found in the data. */
export interface CheckedData {
  readonly findings: readonly DataFinding[];
  /** Column names of the data. */
  readonly header: readonly string[];
}

/** The model as it was found and read. */
interface LoadedModel {
  readonly summary: VisualizationSummary;
  readonly model: VizModel;
  readonly needs: DataNeeds;
}

/** What one page shows: a visualization model, checked against and bound to one document of data, live on both sides. */
export class VisualizationSession implements Disposable {
  readonly #rpc: Rpc;
  readonly #parts: VisualizationSessionParts;
  readonly #disposables = new Disposables();
  readonly #changed: Throttle;
  readonly #onDidCheck = new Emitter<CheckedData>();
  /** Fires with every view. */
  readonly onDidCheck = this.#onDidCheck.event;
  #model: Promise<LoadedModel> | undefined;
  /** The choices of the last view, of those that were made for other data only what counts here. */
  #shown: PreviewChoices | undefined;

  constructor(rpc: Rpc, parts: VisualizationSessionParts) {
    this.#rpc = rpc;
    this.#parts = parts;
    this.#changed = new Throttle(() => rpc.notify(visualizationPanel.changed, {}), parts.delay);
    this.#disposables.add(this.#changed);
    this.#disposables.add(this.#onDidCheck);
    this.#disposables.add(parts.data);
    this.#disposables.add(parts.data.onDidChange(() => this.#changed.request()));
    rpc.handle(visualizationPanel.view, async (request, signal) => await this.view(request, signal));
    rpc.handle(visualizationPanel.choose, async (choices) => {
      await this.choose(choices);
      return {};
    });
    rpc.handle(visualizationPanel.columnTypes, async (_, signal) => {
      const source = await parts.data.source();
      return { columns: await parts.reader.run('readColumnTypes', { source }, { signal }) };
    });
    rpc.on(visualizationPanel.revealLines, ({ lines }) => parts.revealLines(lines));
    void this.#followRegistry();
  }

  /** @throws MlflowError cancelled; anything else is told in the view */
  async view(request: ViewRequest = {}, signal?: AbortSignal): Promise<VisualizationView> {
    const { summary, data } = this.#parts;
    const state: VisualizationPanelState = { visualization: summary, dataUri: data.uri };
    const choices = this.#parts.choices.recall();
    let loaded: LoadedModel | undefined;
    try {
      loaded = await this.#loadedModel();
      const table = await this.#table(loaded, choices, signal);
      const checked = await this.#check(loaded, table, choices, request, signal);
      return { state, header: this.#header(loaded), ...checked };
    } catch (error) {
      if (MlflowError.is(error, 'cancelled')) {
        throw error;
      }
      const blank = { state, header: this.#header(loaded), choices, findings: [], asked: [], dataHeader: [] };
      return MlflowError.is(error, 'invalidFilter')
        ? { ...blank, rowsMistake: this.#rowsMistake(error, choices.rows) }
        : { ...blank, problem: describeError(error, this.#parts.l10n) };
    }
  }

  /** Keeps the choices; the page then asks for the view that they make. */
  async choose(choices: PreviewChoices): Promise<void> {
    this.#shown = choices;
    await this.#parts.choices.remember(choices);
    this.#changed.request();
  }

  /** Takes a column of the data for one that the model asks for. */
  async useColumn(name: string, dataColumn: string): Promise<void> {
    const { columns, rows } = this.#shown ?? this.#parts.choices.recall();
    await this.choose({ columns: [...columns.filter(([other]) => other !== name), [name, dataColumn]], rows });
  }

  dispose(): void {
    this.#disposables.dispose();
  }

  /** Read once, and again after a failure or a change of the registry. */
  async #loadedModel(): Promise<LoadedModel> {
    const loading = (this.#model ??= this.#load());
    try {
      return await loading;
    } catch (error) {
      if (this.#model === loading) {
        this.#model = undefined;
      }
      throw error;
    }
  }

  async #load(): Promise<LoadedModel> {
    const store = await this.#parts.openStore(this.#parts.summary.storeUri);
    const summary = await resolveVisualization(store, this.#parts.summary);
    const files = await store.tracking.artifactsAt(summary.folderUri);
    const model = await readVizModel(files, summary.modelUri);
    return { summary, model, needs: dataNeeds(model) };
  }

  async #table(
    { needs }: LoadedModel,
    { columns: chosen, rows }: PreviewChoices,
    signal: AbortSignal | undefined,
  ): Promise<DataTable> {
    const source = await this.#parts.data.source();
    const names = neededColumns(needs);
    const columns = names && dataColumns(names, new Map(chosen));
    const onProgress = throttledProgress((progress) => this.#rpc.notify(visualizationPanel.reading, progress));
    return await this.#parts.reader.run('readTable', { source, columns, rows }, { signal, onProgress });
  }

  async #check(
    { model, needs }: LoadedModel,
    table: DataTable,
    choices: PreviewChoices,
    request: ViewRequest,
    signal: AbortSignal | undefined,
  ): Promise<Pick<VisualizationView, 'findings' | 'choices' | 'asked' | 'dataHeader' | 'bound'>> {
    const mapping = usableMapping(new Map(choices.columns), table.header, choices.isInherited);
    const shown = choices.isInherited === true ? { columns: [...mapping], rows: choices.rows } : choices;
    this.#shown = shown;
    const mapped = mapColumns(table, mapping, neededColumns(needs));
    const chart: ChartOnTable = { model, fields: needs.fields, table: mapped };
    const findings = checkData(chart.table, needs, mapping);
    this.#onDidCheck.fire({ findings, header: table.header });
    const isDrawable = !findings.some((finding) => isMissingField(finding, needs));
    const bound = isDrawable ? await boundChart(chart, this.#parts.reader, request, signal) : undefined;
    const unloaded = this.#unloaded(bindData(model, chart.table));
    const limits = dataLimits(this.#parts.data, bound, this.#parts.l10n);
    return {
      findings: [...findings.map((finding) => this.#findingText(finding)), ...unloaded, ...limits],
      choices: shown,
      asked: askedColumns(needs, mapping, table.header),
      dataHeader: table.header,
      ...(bound !== undefined && { bound }),
    };
  }

  #findingText(finding: DataFinding): FindingText {
    const text = describeFinding(finding, this.#parts.l10n);
    const fix = columnFix(finding);
    return { text, isBlocking: isBlocking(finding), ...(fix !== undefined && { fix }) };
  }

  #rowsMistake(error: MlflowError, rows: string): RowsMistake {
    const { what, position = 0 } = error.details;
    const to = position + (rows.startsWith(what, position) ? what.length : 0);
    return { text: describeError(error, this.#parts.l10n), from: position, to };
  }

  #unloaded(spec: JsonObject): FindingText[] {
    return externalData(spec).map((url) => ({
      text: this.#parts.l10n.t('The chart also reads `{0}`, which is not loaded', url),
      isBlocking: false,
    }));
  }

  #header(loaded: LoadedModel | undefined): VisualizationHeader {
    const { data, l10n } = this.#parts;
    const { name, modelUri, version } = loaded?.summary ?? this.#parts.summary;
    return {
      name,
      modelUri,
      dataName: data.name,
      isUnsaved: data.isUnsaved,
      ...(version !== undefined && { version }),
      ...(loaded !== undefined && { checkedBy: loaded.needs.signature === undefined ? 'inferred' : 'signature' }),
      ...(loaded !== undefined && { storedAs: storedAs(loaded.model, l10n) }),
    };
  }

  async #followRegistry(): Promise<void> {
    try {
      const { tracking } = await this.#parts.openStore(this.#parts.summary.storeUri);
      const subscription = tracking.onDidChange(({ kind }) => {
        if (kind === 'registry' || kind === 'store') {
          this.#model = undefined;
          this.#changed.request();
        }
      });
      this.#disposables.add(subscription);
    } catch {
      // The view says why the store cannot be opened.
    }
  }
}

function isMissingField(finding: DataFinding, { fields }: DataNeeds): boolean {
  return finding.kind === 'missingColumn' && fields.has(finding.column);
}

function storedAs({ rung, language, chartCount = 1 }: VizModel, l10n: L10n): string {
  switch (rung) {
    case 'json':
      return language === 'vega' ? l10n.t('Vega JSON') : l10n.t('Vega-Lite JSON');
    case 'html':
      return chartCount === 1
        ? l10n.t('chart in a saved page')
        : l10n.t('first of {0} charts in a saved page', chartCount);
    case 'pickle':
      return l10n.t('Altair pickle, read as data');
  }
}
