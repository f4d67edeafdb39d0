import { NumberColumn, TextColumn } from '../../src/model/columns.ts';
import type { RunStatus } from '../../src/model/run.ts';
import {
  experimentPanel,
  type ColumnWindow,
  type RowWindow,
  type RunPlace,
} from '../../src/protocol/experimentPanel.ts';
import type { Rpc } from '../../src/protocol/rpc.ts';
import { columnId, type RunColumn } from '../../src/protocol/runColumn.ts';

/** Rows that are asked for together. */
const blockLength = 128;
/** Blocks kept beside those in view. */
const keptBlocks = 16;
/** Columns kept of a block: many times what is in view, and far from all that there may be. */
const keptColumns = 600;

export interface LoadedRun extends RunPlace {
  readonly runId: string;
  readonly name: string;
  readonly status: RunStatus;
}

interface Block {
  window: Pick<RowWindow, 'runs' | 'places'>;
  /** By column id. */
  readonly values: Map<string, NumberColumn | TextColumn>;
}

/**
 * The rows and columns that the page has, in blocks of rows, fetched as they come into view. Never the whole table: neither all rows
 * nor, of those in view, all columns.
 */
export class RowWindows {
  readonly #rpc: Rpc;
  readonly #onLoaded: () => void;
  readonly #blocks = new Map<number, Block>();
  /** Blocks of the order before this one: shown until the new ones are here. */
  readonly #stale = new Map<number, Block>();
  /** Ids of the columns on their way, by block. */
  readonly #loading = new Map<number, Set<string>>();
  #requests = new AbortController();
  #revision = -1;

  constructor(rpc: Rpc, onLoaded: () => void) {
    this.#rpc = rpc;
    this.#onLoaded = onLoaded;
  }

  /** Another order: everything is fetched again when it is in view. Until then the old rows go on being shown. */
  reset(revision: number): void {
    this.#revision = revision;
    this.#requests.abort();
    this.#requests = new AbortController();
    this.#loading.clear();
    this.#blocks.forEach((block, number) => this.#stale.set(number, block));
    this.#blocks.clear();
  }

  /** Fetches the blocks of these places again, with the columns that they have. */
  invalidate(places: readonly number[], columns: readonly RunColumn[]): void {
    for (const block of new Set(places.map((place) => Math.floor(place / blockLength)))) {
      const known = this.#blocks.get(block);
      const again = columns.filter((column) => known?.values.has(columnId(column)) === true);
      if (known !== undefined) {
        void this.#load(block, again);
      }
    }
  }

  /** Sees to it that these columns of these places are or get loaded. */
  want(from: number, to: number, columns: readonly RunColumn[]): void {
    for (let block = Math.floor(from / blockLength); block * blockLength < to; block++) {
      const known = this.#blocks.get(block);
      const loading = this.#loading.get(block);
      const missing = columns.filter((column) => {
        const id = columnId(column);
        return known?.values.has(id) !== true && loading?.has(id) !== true;
      });
      if (missing.length > 0 || (known === undefined && loading === undefined)) {
        void this.#load(block, missing);
      }
    }
    this.#forgetFar(Math.floor(from / blockLength), columns);
  }

  run(place: number): LoadedRun | undefined {
    const [block, offset] = this.#find(place);
    const { runIds, names, statuses } = block?.window.runs ?? {};
    const [runId, name, status] = [runIds?.[offset], names?.[offset], statuses?.[offset]];
    const standing = block?.window.places[offset];
    return runId === undefined || name === undefined || status === undefined || standing === undefined
      ? undefined
      : { runId, name, status, ...standing };
  }

  /** Absent when the run has no value there, or is not loaded. */
  value(place: number, column: RunColumn): number | string | undefined {
    const [block, offset] = this.#find(place);
    return block?.values.get(columnId(column))?.get(offset);
  }

  #find(place: number): [Block | undefined, number] {
    const block = Math.floor(place / blockLength);
    return [this.#blocks.get(block) ?? this.#stale.get(block), place % blockLength];
  }

  async #load(block: number, columns: readonly RunColumn[]): Promise<void> {
    const ids = columns.map(columnId);
    const loading = this.#loading.get(block) ?? new Set();
    this.#loading.set(block, loading);
    ids.forEach((id) => loading.add(id));
    const { signal } = this.#requests;
    const from = block * blockLength;
    try {
      const request = { from, to: from + blockLength, columns };
      const window = await this.#rpc.request(experimentPanel.rows, request, signal);
      if (window.revision === this.#revision && !signal.aborted) {
        this.#take(block, window, ids);
      }
    } catch {
      // Superseded, or the panel is gone: in both cases nobody waits for these rows any more.
    } finally {
      if (!signal.aborted) {
        ids.forEach((id) => loading.delete(id));
        if (loading.size === 0) {
          this.#loading.delete(block);
        }
      }
    }
  }

  #take(number: number, window: RowWindow, ids: readonly string[]): void {
    const block = this.#blocks.get(number) ?? { window, values: new Map() };
    block.window = window;
    window.columns.forEach((column, index) => block.values.set(ids[index] ?? '', readColumn(column)));
    this.#blocks.set(number, block);
    this.#stale.delete(number);
    this.#onLoaded();
  }

  #forgetFar(near: number, columns: readonly RunColumn[]): void {
    const wanted = new Set(columns.map(columnId));
    for (const number of this.#stale.keys()) {
      if (Math.abs(number - near) > keptBlocks) {
        this.#stale.delete(number);
      }
    }
    for (const [number, { values }] of this.#blocks) {
      if (Math.abs(number - near) > keptBlocks) {
        this.#blocks.delete(number);
        this.#loading.delete(number);
      } else if (values.size > keptColumns) {
        const others = [...values.keys()].filter((id) => !wanted.has(id));
        others.forEach((id) => values.delete(id));
      }
    }
  }
}

export function readColumn(column: ColumnWindow): NumberColumn | TextColumn {
  return column.kind === 'number' ? new NumberColumn(column.data) : new TextColumn(column.data);
}
