import type { DataDocument } from '../data/dataDocument.ts';
import type { DataJobs } from '../data/dataJobs.ts';
import { isBlocking, type DataFinding } from '../model/dataFinding.ts';
import type { DataTable } from '../model/dataTable.ts';
import { describeError } from '../model/describeError.ts';
import { MlflowError } from '../model/mlflowError.ts';
import type { Rpc } from '../protocol/rpc.ts';
import {
  visualizationPanel,
  type BoundVisualization,
  type FindingText,
  type VisualizationHeader,
  type VisualizationPanelState,
  type VisualizationView,
} from '../protocol/visualizationPanel.ts';
import type { StoreChange } from '../store/trackingStore.ts';
import { Disposables } from '../util/disposables.ts';
import type { Disposable, Event } from '../util/events.ts';
import type { JobRunner } from '../util/jobs.ts';
import type { L10n } from '../util/l10n.ts';
import { bindData, boundDataName } from '../vizmod/bindData.ts';
import { checkData, neededColumns } from '../vizmod/checkData.ts';
import { countCompleteRows } from '../vizmod/dataCells.ts';
import { describeFinding } from '../vizmod/describeFinding.ts';
import { externalData } from '../vizmod/externalData.ts';
import type { VisualizationSource } from '../vizmod/listVisualizations.ts';
import { readVizModel } from '../vizmod/readVizModel.ts';
import { resolveVisualization } from '../vizmod/resolveVisualization.ts';
import { specFields, type SpecFields } from '../vizmod/specFields.ts';
import type { VisualizationSummary } from '../vizmod/visualizationSummary.ts';
import type { VizModel } from '../vizmod/vizModel.ts';
import { firstRows } from './firstRows.ts';
import { Throttle } from './throttle.ts';

/** More rows than this are not drawn: Vega would take many seconds. The page says how many of how many it shows. */
export const maxDrawnRows = 200_000;

/** A store that visualizations are in, and that tells when its registry changes. */
export interface LiveVisualizationSource extends VisualizationSource {
  readonly tracking: VisualizationSource['tracking'] & { readonly onDidChange: Event<StoreChange> };
}

export interface VisualizationSessionParts {
  readonly summary: VisualizationSummary;
  readonly data: DataDocument;
  readonly openStore: (uri: string) => Promise<LiveVisualizationSource>;
  readonly reader: JobRunner<DataJobs>;
  readonly l10n: L10n;
  /** How long edits are gathered before the page hears of them, in milliseconds. */
  readonly delay: number;
}

/** The model as it was found and read. */
interface LoadedModel {
  readonly summary: VisualizationSummary;
  readonly model: VizModel;
  readonly fields: SpecFields;
}

/** What one page shows: a visualization model, checked against and bound to one document of data, live on both sides. */
export class VisualizationSession implements Disposable {
  readonly #parts: VisualizationSessionParts;
  readonly #disposables = new Disposables();
  #model: Promise<LoadedModel> | undefined;

  constructor(rpc: Rpc, parts: VisualizationSessionParts) {
    this.#parts = parts;
    const changed = new Throttle(() => rpc.notify(visualizationPanel.changed, {}), parts.delay);
    this.#disposables.add(changed);
    this.#disposables.add(parts.data);
    this.#disposables.add(parts.data.onDidChange(() => changed.request()));
    rpc.handle(visualizationPanel.view, async (_, signal) => await this.view(signal));
    void this.#followRegistry(changed);
  }

  /** @throws MlflowError cancelled; anything else is told in the view */
  async view(signal?: AbortSignal): Promise<VisualizationView> {
    const { summary, data } = this.#parts;
    const state: VisualizationPanelState = { visualization: summary, dataUri: data.uri };
    let loaded: LoadedModel | undefined;
    try {
      loaded = await this.#loadedModel();
      const table = await this.#table(loaded, signal);
      return { state, header: this.#header(loaded), ...this.#check(loaded, table) };
    } catch (error) {
      if (MlflowError.is(error, 'cancelled')) {
        throw error;
      }
      const problem = describeError(error, this.#parts.l10n);
      return { state, header: this.#header(loaded), problem, findings: [], dataHeader: [] };
    }
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
    return { summary, model, fields: specFields(model) };
  }

  async #table({ model, fields }: LoadedModel, signal: AbortSignal | undefined): Promise<DataTable> {
    const source = await this.#parts.data.source();
    const columns = neededColumns(fields, model.signature);
    return await this.#parts.reader.run('readTable', { source, columns }, { signal });
  }

  #check(loaded: LoadedModel, table: DataTable): Pick<VisualizationView, 'findings' | 'dataHeader' | 'bound'> {
    const findings = checkData(table, loaded.fields, loaded.model.signature);
    const isDrawable = !findings.some((finding) => isMissingField(finding, loaded.fields));
    const drawn = bound(loaded, table);
    return {
      findings: [...findings.map((finding) => this.#findingText(finding)), ...this.#unloaded(drawn)],
      dataHeader: table.header,
      ...(isDrawable && { bound: drawn }),
    };
  }

  #findingText(finding: DataFinding): FindingText {
    const text = describeFinding(finding, this.#parts.l10n);
    const suggestion = finding.kind === 'missingColumn' ? finding.suggestion : undefined;
    return { text, isBlocking: isBlocking(finding), ...(suggestion !== undefined && { suggestion }) };
  }

  #unloaded({ spec }: BoundVisualization): FindingText[] {
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
      ...(loaded !== undefined && { storedAs: storedAs(loaded.model, l10n) }),
    };
  }

  async #followRegistry(changed: Throttle): Promise<void> {
    try {
      const { tracking } = await this.#parts.openStore(this.#parts.summary.storeUri);
      const subscription = tracking.onDidChange(({ kind }) => {
        if (kind === 'registry' || kind === 'store') {
          this.#model = undefined;
          changed.request();
        }
      });
      this.#disposables.add(subscription);
    } catch {
      // The view says why the store cannot be opened.
    }
  }
}

function isMissingField(finding: DataFinding, fields: SpecFields): boolean {
  return finding.kind === 'missingColumn' && fields.has(finding.column);
}

function bound({ model, fields }: LoadedModel, table: DataTable): BoundVisualization {
  const drawn = firstRows(table, maxDrawnRows);
  return {
    language: model.language,
    spec: bindData(model, table),
    dataName: boundDataName,
    fields: [...fields],
    table: drawn,
    completeRows: countCompleteRows(drawn, fields),
    rowCount: table.rowCount,
  };
}

function storedAs({ rung, language }: VizModel, l10n: L10n): string {
  switch (rung) {
    case 'json':
      return language === 'vega' ? l10n.t('Vega JSON') : l10n.t('Vega-Lite JSON');
    case 'html':
      return l10n.t('chart in a saved page');
    case 'pickle':
      return l10n.t('Altair pickle, read as data');
  }
}
