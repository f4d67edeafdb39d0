import { signal } from '@preact/signals';
import { experimentPanel, type ValueRange } from '../../src/protocol/experimentPanel.ts';
import type { Rpc } from '../../src/protocol/rpc.ts';
import { columnId, type RunColumn } from '../../src/protocol/runColumn.ts';
import { readColumn } from './rowWindows.ts';

interface Wanted {
  /** Columns of which is asked whether the matching runs are alike in them. */
  readonly shared: readonly RunColumn[];
  readonly ranged: readonly RunColumn[];
}

/** What the host knows of columns over all matching runs. While one answer is on its way, further questions wait and become one. */
export class TableFacts {
  /** By column id; columns in which the matching runs differ are left out. */
  readonly shared = signal<ReadonlyMap<string, { readonly value: number | string | undefined }>>(new Map());
  /** By column id. */
  readonly ranges = signal<ReadonlyMap<string, ValueRange>>(new Map());
  readonly #rpc: Rpc;
  #wanted: Wanted | undefined;
  #isAsking = false;

  constructor(rpc: Rpc) {
    this.#rpc = rpc;
  }

  ask(wanted: Wanted): void {
    this.#wanted = wanted;
    if (!this.#isAsking) {
      void this.#askAll();
    }
  }

  async #askAll(): Promise<void> {
    this.#isAsking = true;
    try {
      for (let wanted = this.#wanted; wanted !== undefined; wanted = this.#wanted) {
        this.#wanted = undefined;
        await this.#ask(wanted);
      }
    } catch {
      // The panel is gone, or has no store: nobody looks at a table.
    } finally {
      this.#isAsking = false;
    }
  }

  async #ask({ shared, ranged }: Wanted): Promise<void> {
    const sharedColumns =
      shared.length === 0 ? [] : (await this.#rpc.request(experimentPanel.shared, { columns: shared })).columns;
    const ranges =
      ranged.length === 0 ? [] : (await this.#rpc.request(experimentPanel.ranges, { columns: ranged })).ranges;
    this.shared.value = new Map(
      sharedColumns.map(({ column, value }) => [idOf(shared, column), { value: readColumn(value).get(0) }]),
    );
    this.ranges.value = new Map(ranges.map(({ column, ...range }) => [idOf(ranged, column), range]));
  }
}

function idOf(columns: readonly RunColumn[], index: number): string {
  const column = columns[index];
  return column === undefined ? '' : columnId(column);
}
