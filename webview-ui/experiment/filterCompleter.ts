import { signal } from '@preact/signals';
import type { ColumnCatalog, FilterValuesField } from '../../src/protocol/experimentPanel.ts';
import {
  completeRunFilter,
  type FilterCompletion,
  type FilterSuggestion,
  type FilterVocabulary,
} from '../../src/search/completeRunFilter.ts';

/** A text with the place of its cursor, 0-based. */
export interface TypedText {
  readonly text: string;
  readonly cursor: number;
}

export interface FilterCompleterParts {
  readonly catalog: () => Pick<ColumnCatalog, 'metrics' | 'params' | 'tags'>;
  /** Asks the host for the distinct values of a field, those of most runs first. */
  readonly values: (field: FilterValuesField) => Promise<readonly string[]>;
}

const nothing: readonly FilterSuggestion[] = [];

/** What is offered under the search box, and which of it is chosen. Knows nothing of the DOM. */
export class FilterCompleter {
  readonly suggestions = signal<readonly FilterSuggestion[]>(nothing);
  /** Index of the chosen suggestion; undefined: none, so that Enter and Tab keep their usual meaning. */
  readonly active = signal<number | undefined>(undefined);
  readonly #parts: FilterCompleterParts;
  /** As long as the list is open; values of runs that come later are asked for with the next one. */
  readonly #values = new Map<string, readonly string[]>();
  #typed: TypedText = { text: '', cursor: 0 };
  #completion: FilterCompletion = { from: 0, to: 0, suggestions: nothing };
  #isWaiting = false;

  constructor(parts: FilterCompleterParts) {
    this.#parts = parts;
  }

  get isOpen(): boolean {
    return this.suggestions.value.length > 0;
  }

  /** Offers what fits at the cursor; in an empty box only when it is asked for. */
  show(typed: TypedText, isAsked: boolean): void {
    this.#typed = typed;
    if (typed.text === '' && !isAsked) {
      this.close();
      return;
    }
    this.#complete();
    this.active.value = isAsked && this.isOpen ? 0 : undefined;
    const { valuesOf } = this.#completion;
    if (valuesOf !== undefined && !this.#values.has(keyOf(valuesOf))) {
      void this.#askFor(valuesOf, isAsked);
    }
  }

  close(): void {
    this.#isWaiting = false;
    this.#values.clear();
    this.suggestions.value = nothing;
    this.active.value = undefined;
  }

  /** Chooses the next suggestion, or with -1 the one before; around the ends, too. */
  move(by: 1 | -1): void {
    const { length } = this.suggestions.value;
    const from = this.active.value ?? (by === 1 ? -1 : length);
    this.active.value = length === 0 ? undefined : (from + by + length) % length;
  }

  /** The text with a suggestion in its place, the chosen one unless told which; undefined when there is none. */
  take(index = this.active.value): TypedText | undefined {
    const suggestion = index === undefined ? undefined : this.suggestions.value[index];
    if (suggestion === undefined) {
      return undefined;
    }
    const { from, to } = this.#completion;
    const rest = this.#typed.text.slice(to);
    const gap = /^[\s,)]/.test(rest) || suggestion.text === '(' ? '' : ' ';
    const before = this.#typed.text.slice(0, from) + suggestion.text + gap;
    return { text: before + rest, cursor: before.length };
  }

  #complete(): void {
    const vocabulary: FilterVocabulary = {
      ...this.#parts.catalog(),
      values: (field) => this.#values.get(keyOf(field)),
    };
    this.#completion = completeRunFilter(this.#typed.text, this.#typed.cursor, vocabulary);
    this.suggestions.value = this.#completion.suggestions;
  }

  async #askFor(field: FilterValuesField, isAsked: boolean): Promise<void> {
    this.#isWaiting = true;
    const values = await this.#parts.values(field);
    // Closed meanwhile: what comes late must not open it again.
    if (this.#isWaiting) {
      this.#values.set(keyOf(field), values);
      this.#complete();
      this.active.value = isAsked && this.isOpen ? 0 : undefined;
    }
  }
}

function keyOf({ entity, key }: FilterValuesField): string {
  return `${entity} ${key}`;
}
