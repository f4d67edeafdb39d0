import type { ComponentChild } from 'preact';
import type { FilterSuggestion, SuggestionKind } from '../../src/search/completeRunFilter.ts';

export const suggestionListId = 'search-suggestions';

export function suggestionId(index: number): string {
  return `${suggestionListId}-${index}`;
}

const icons: Readonly<Record<SuggestionKind, string>> = {
  attribute: 'symbol-property',
  metric: 'graph-line',
  param: 'symbol-parameter',
  tag: 'tag',
  dataset: 'table',
  operator: 'symbol-operator',
  keyword: 'symbol-keyword',
  value: 'symbol-string',
};

interface SuggestionListProps {
  readonly suggestions: readonly FilterSuggestion[];
  readonly active: number | undefined;
  readonly onTake: (index: number) => void;
}

/** What the search box offers; lies over what is below, which does not move for it. */
export function SuggestionList({ suggestions, active, onTake }: SuggestionListProps): ComponentChild {
  if (suggestions.length === 0) {
    return undefined;
  }
  return (
    <ul id={suggestionListId} class="suggestions" role="listbox" aria-label="Suggestions">
      {suggestions.map(({ kind, text }, index) => (
        <li
          key={`${kind} ${text}`}
          id={suggestionId(index)}
          role="option"
          aria-selected={index === active}
          // The box must keep the focus, or the list would be gone before the click.
          onPointerDown={(event) => event.preventDefault()}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onTake(index)}
        >
          <span class={`codicon codicon-${icons[kind]}`} aria-hidden="true" />
          {text}
        </li>
      ))}
    </ul>
  );
}
