import { useComputed } from '@preact/signals';
import type { ComponentChild, RefObject } from 'preact';
import { useLayoutEffect, useMemo, useRef } from 'preact/hooks';
import { describeError } from '../../src/model/describeError.ts';
import type { MlflowError } from '../../src/model/mlflowError.ts';
import { experimentPanel } from '../../src/protocol/experimentPanel.ts';
import { checkRunFilter, type FilterMistake } from '../../src/search/checkRunFilter.ts';
import { english } from '../../src/util/l10n.ts';
import { IconButton } from '../shared/controls.ts';
import type { ExperimentPage } from './experimentPage.ts';
import { FilterCompleter } from './filterCompleter.ts';
import { SearchInput } from './searchInput.tsx';
import { SuggestionList } from './suggestionList.tsx';

const errorId = 'search-error';

/** The search of the runs: completed as one types, and underlined where it is wrong. */
export function SearchBox({ page }: { readonly page: ExperimentPage }): ComponentChild {
  const input = useRef<HTMLInputElement>(null);
  const completer = useMemo(() => completerOf(page), [page]);
  const { search } = page.ui.value;
  const mistake = useMistake(page);
  const suggestions = completer.suggestions.value;
  const isOpen = suggestions.length > 0;
  // The page sees what is typed this moment; the sentence waits for the host, and for the list that would cover it.
  const error = isOpen ? undefined : page.searchError.value;
  const setSearch = (text: string): void => page.setSearch(text);
  const take = (index?: number): boolean => takeSuggestion(page, completer, input, index);
  return (
    <div class="search" role="search">
      <div class={`search-box${error === undefined ? '' : ' invalid'}`}>
        <span class="codicon codicon-search" aria-hidden="true" />
        <div class="search-text">
          <SearchInput
            input={input}
            completer={completer}
            text={search}
            isInvalid={error !== undefined}
            describedBy={errorId}
            onChange={setSearch}
            onTake={take}
          />
          {mistake !== undefined && !(isOpen && isAtCursor(mistake, input)) && (
            <Underline input={input} text={search} mistake={mistake} />
          )}
        </div>
        {search !== '' && <IconButton icon="close" label="Clear search" onClick={() => setSearch('')} />}
      </div>
      <SuggestionList suggestions={suggestions} active={completer.active.value} onTake={take} />
      <div id={errorId} class="search-error" role="status">
        {error !== undefined && <SearchError text={search} error={error} onCorrect={setSearch} />}
      </div>
    </div>
  );
}

function completerOf(page: ExperimentPage): FilterCompleter {
  return new FilterCompleter({
    catalog: () => page.catalog.value,
    values: async (field) => await page.rpc.request(experimentPanel.filterValues, field),
  });
}

function useMistake(page: ExperimentPage): FilterMistake | undefined {
  const known = useComputed(() => {
    const { metrics, params, tags } = page.catalog.value;
    return { metrics: new Set(metrics), params: new Set(params), tags: new Set(tags) };
  });
  return useComputed(() => checkRunFilter(page.ui.value.search, known.value)).value;
}

/** Whether somebody is still typing what is wrong so far. */
function isAtCursor({ from, to }: FilterMistake, input: RefObject<HTMLInputElement | null>): boolean {
  const cursor = input.current?.selectionStart ?? 0;
  return cursor >= from && cursor <= to + 1;
}

function takeSuggestion(
  page: ExperimentPage,
  completer: FilterCompleter,
  input: RefObject<HTMLInputElement | null>,
  index: number | undefined,
): boolean {
  const taken = completer.take(index);
  if (taken === undefined || input.current === null) {
    return false;
  }
  input.current.value = taken.text;
  input.current.setSelectionRange(taken.cursor, taken.cursor);
  page.setSearch(taken.text);
  completer.show(taken, false);
  return true;
}

interface UnderlineProps {
  readonly input: RefObject<HTMLInputElement | null>;
  readonly text: string;
  readonly mistake: FilterMistake;
}

/** The same text in the same place, unseen but for the line under the mistake. */
function Underline({ input, text, mistake: { from, to } }: UnderlineProps): ComponentChild {
  const layer = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const follow = (): void => {
      layer.current?.scrollTo({ left: input.current?.scrollLeft ?? 0 });
    };
    follow();
    const followed = input.current;
    followed?.addEventListener('scroll', follow);
    return () => followed?.removeEventListener('scroll', follow);
  }, [input, text]);
  return (
    <div class="search-underline" aria-hidden="true" ref={layer}>
      {text.slice(0, from)}
      <mark>{from === to ? ' ' : text.slice(from, to)}</mark>
      {text.slice(to)}
    </div>
  );
}

interface SearchErrorProps {
  readonly text: string;
  readonly error: MlflowError;
  readonly onCorrect: (text: string) => void;
}

/** Why it is wrong, and the correction to take. */
function SearchError({ text, error, onCorrect }: SearchErrorProps): ComponentChild {
  const { what, detail, position, suggestion } = error.details;
  if (position === undefined) {
    return <p>{describeError(error, english)}</p>;
  }
  const end = position + (text.startsWith(what, position) ? what.length : 0);
  const correct = (): void => onCorrect(text.slice(0, position) + (suggestion ?? '') + text.slice(end));
  return (
    <p>
      {sentenceCase(detail ?? describeError(error, english))}
      {suggestion !== undefined && (
        <button type="button" class="link" onClick={correct}>
          Use {suggestion}
        </button>
      )}
    </p>
  );
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
