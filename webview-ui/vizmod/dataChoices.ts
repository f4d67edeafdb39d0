import { signal, type ReadonlySignal } from '@preact/signals';
import type { ColumnType } from '../../src/model/dataTable.ts';
import { MlflowError } from '../../src/model/mlflowError.ts';
import type { Rpc } from '../../src/protocol/rpc.ts';
import {
  visualizationPanel,
  type PreviewChoices,
  type VisualizationView,
} from '../../src/protocol/visualizationPanel.ts';

/** How long a pause in typing is before the rows follow, in milliseconds. */
const typingPause = 400;

/** How the person at the page wants to see the data: which rows, and which columns for which. The host keeps it. */
export class DataChoices {
  /** The filter as it stands in its box; absent until something is typed. */
  readonly typedRows = signal<string | undefined>(undefined);
  readonly isFiltering = signal(false);
  readonly isMapping = signal(false);
  /** The columns of the data; empty until somebody needs their types. */
  readonly columns = signal<readonly ColumnType[]>([]);
  readonly #rpc: Rpc;
  readonly #view: ReadonlySignal<VisualizationView | undefined>;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(rpc: Rpc, view: ReadonlySignal<VisualizationView | undefined>) {
    this.#rpc = rpc;
    this.#view = view;
  }

  get rows(): string {
    return this.typedRows.value ?? this.#chosen.rows;
  }

  /** The rows follow after a pause; {@link applyRows} does not wait for it. */
  typeRows(text: string): void {
    this.typedRows.value = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.applyRows(), typingPause);
  }

  applyRows(): void {
    clearTimeout(this.#timer);
    this.#choose({ ...this.#chosen, rows: this.rows.trim() });
  }

  toggleFilter(): void {
    this.isFiltering.value = !this.isFiltering.value;
    if (this.isFiltering.value) {
      void this.loadColumns();
    } else if (this.rows !== '') {
      this.typedRows.value = '';
      this.applyRows();
    }
  }

  toggleMapping(): void {
    this.isMapping.value = !this.isMapping.value;
  }

  /** @param dataColumn absent: the column that has the name itself */
  mapColumn(name: string, dataColumn: string | undefined): void {
    const others = this.#chosen.columns.filter(([other]) => other !== name);
    const own = dataColumn === undefined || dataColumn === name ? [] : [[name, dataColumn] as const];
    this.#choose({ rows: this.#chosen.rows, columns: [...others, ...own] });
  }

  /** Types are good for suggestions only; without them the names do. */
  async loadColumns(): Promise<void> {
    try {
      const { columns } = await this.#rpc.request(visualizationPanel.columnTypes, {});
      this.columns.value = columns;
    } catch (error) {
      if (!MlflowError.is(error)) {
        throw error;
      }
      this.columns.value = [];
    }
  }

  get #chosen(): PreviewChoices {
    return this.#view.value?.choices ?? { columns: [], rows: '' };
  }

  #choose(choices: PreviewChoices): void {
    void this.#rpc.request(visualizationPanel.choose, choices);
  }
}
