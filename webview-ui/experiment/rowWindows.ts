import { NumberColumn, TextColumn } from '../../src/model/columns.ts';
import type { RunStatus } from '../../src/model/run.ts';
import {
  experimentPanel,
  type ColumnWindow,
  type RowWindow,
  type RunColumn,
} from '../../src/protocol/experimentPanel.ts';
import type { Rpc } from '../../src/protocol/rpc.ts';

/** Rows that are asked for together. */
const blockLength = 128;
/** Blocks kept beside those in view. */
const keptBlocks = 16;

export interface LoadedRun {
  readonly runId: string;
  readonly name: string;
  readonly status: RunStatus;
}

interface Block {
  readonly window: RowWindow;
  readonly columns: readonly (NumberColumn | TextColumn)[];
}

/** The rows that the page has, in blocks, fetched as they come into view. Never the whole table. */
export class RowWindows {
  readonly #rpc: Rpc;
  readonly #onLoaded: () => void;
  readonly #blocks = new Map<number, Block>();
  readonly #loading = new Map<number, AbortController>();
  #columns: readonly RunColumn[] = [];
  #revision = -1;

  constructor(rpc: Rpc, onLoaded: () => void) {
    this.#rpc = rpc;
    this.#onLoaded = onLoaded;
  }

  /** Other columns or another order: everything is fetched again when it is in view. Until then the old rows go on being shown if the places are the same. */
  reset(revision: number, columns: readonly RunColumn[]): void {
    this.#revision = revision;
    this.#columns = columns;
    this.#loading.forEach((controller) => controller.abort());
    this.#loading.clear();
    this.#blocks.clear();
  }

  /** Fetches the blocks of these places again. */
  invalidate(places: readonly number[]): void {
    const changed = new Set(places.map((place) => Math.floor(place / blockLength)));
    changed.forEach((block) => void this.#load(block));
  }

  /** Sees to it that these places are or get loaded. */
  want(from: number, to: number): void {
    for (let block = Math.floor(from / blockLength); block * blockLength < to; block++) {
      if (!this.#blocks.has(block) && !this.#loading.has(block)) {
        void this.#load(block);
      }
    }
    this.#forgetFar(Math.floor(from / blockLength));
  }

  run(place: number): LoadedRun | undefined {
    const [block, offset] = this.#find(place);
    const { runIds, names, statuses } = block?.window.runs ?? {};
    const [runId, name, status] = [runIds?.[offset], names?.[offset], statuses?.[offset]];
    return runId === undefined || name === undefined || status === undefined ? undefined : { runId, name, status };
  }

  /** Absent when the run has no value there, or is not loaded. */
  value(place: number, column: number): number | string | undefined {
    const [block, offset] = this.#find(place);
    return block?.columns[column]?.get(offset);
  }

  #find(place: number): [Block | undefined, number] {
    return [this.#blocks.get(Math.floor(place / blockLength)), place % blockLength];
  }

  async #load(block: number): Promise<void> {
    const controller = new AbortController();
    this.#loading.get(block)?.abort();
    this.#loading.set(block, controller);
    const from = block * blockLength;
    try {
      const request = { from, to: from + blockLength, columns: this.#columns };
      const window = await this.#rpc.request(experimentPanel.rows, request, controller.signal);
      if (window.revision === this.#revision && !controller.signal.aborted) {
        this.#blocks.set(block, { window, columns: window.columns.map(readColumn) });
        this.#onLoaded();
      }
    } catch {
      // Superseded, or the panel is gone: in both cases nobody waits for these rows any more.
    } finally {
      if (this.#loading.get(block) === controller) {
        this.#loading.delete(block);
      }
    }
  }

  #forgetFar(block: number): void {
    for (const known of this.#blocks.keys()) {
      if (Math.abs(known - block) > keptBlocks) {
        this.#blocks.delete(known);
      }
    }
  }
}

export function readColumn(column: ColumnWindow): NumberColumn | TextColumn {
  return column.kind === 'number' ? new NumberColumn(column.data) : new TextColumn(column.data);
}
