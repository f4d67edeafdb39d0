import { signal } from '@preact/signals';
import type { ColumnType } from '../../src/model/dataTable.ts';
import { completeColumnFilter, type ColumnFilterCompletion } from '../../src/search/completeColumnFilter.ts';

const nothing: ColumnFilterCompletion = { from: 0, to: 0, suggestions: [] };

/** What is offered under the filter of the rows, and which of it is chosen. Knows nothing of the DOM. */
export class RowsCompleter {
  readonly suggestions = signal<readonly string[]>([]);
  /** Index of the chosen suggestion; undefined: none, so that Enter and Tab keep their usual meaning. */
  readonly active = signal<number | undefined>(undefined);
  #completion = nothing;

  get isOpen(): boolean {
    return this.suggestions.value.length > 0;
  }

  show(text: string, cursor: number, columns: readonly ColumnType[]): void {
    this.#set(completeColumnFilter(text, cursor, columns));
  }

  close(): void {
    this.#set(nothing);
  }

  /** Chooses the next suggestion, or with -1 the one before; around the ends, too. */
  move(by: 1 | -1): void {
    const { length } = this.suggestions.value;
    const from = this.active.value ?? (by === 1 ? -1 : length);
    this.active.value = length === 0 ? undefined : (from + by + length) % length;
  }

  /** The text with a suggestion in its place, the chosen one unless told which; undefined when there is none. */
  take(text: string, index = this.active.value): string | undefined {
    const suggestion = index === undefined ? undefined : this.suggestions.value[index];
    if (suggestion === undefined) {
      return undefined;
    }
    const { from, to } = this.#completion;
    this.close();
    return `${text.slice(0, from)}${suggestion} ${text.slice(to).trimStart()}`;
  }

  #set(completion: ColumnFilterCompletion): void {
    this.#completion = completion;
    this.suggestions.value = completion.suggestions;
    this.active.value = undefined;
  }
}
