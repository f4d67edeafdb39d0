import type { ComponentChild } from 'preact';
import type { RunPage } from './runPage.ts';
import type { FilterId } from './runUi.ts';

/** Lists shorter than this are seen at a glance. */
const leastFiltered = 6;

interface FilterBoxProps {
  readonly page: RunPage;
  readonly id: FilterId;
  readonly label: string;
  /** How many there are without the filter. */
  readonly count: number;
}

/** Narrows a list to what holds the text; Escape clears it. */
export function FilterBox({ page, id, label, count }: FilterBoxProps): ComponentChild {
  const text = page.ui.value.filters[id];
  if (count < leastFiltered && text === '') {
    return null;
  }
  return (
    <input
      class="filter"
      type="search"
      value={text}
      placeholder="Filter"
      aria-label={label}
      spellcheck={false}
      onInput={({ currentTarget }) => page.setFilter(id, currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && text !== '') {
          page.setFilter(id, '');
          event.preventDefault();
        }
      }}
    />
  );
}
