import type { ComponentChild } from 'preact';
import { ProgressRing } from '../shared/controls.ts';
import type { ExperimentPage } from './experimentPage.ts';

/** How many runs there are, match, are selected and run: always of everything loaded, and it says when that is not all. */
export function CountsLine({ page }: { readonly page: ExperimentPage }): ComponentChild {
  const counts = page.state.value?.counts;
  const selected = page.ui.value.selection.length;
  if (counts === undefined) {
    return <ProgressRing label="Loading runs" />;
  }
  const { runs, matching, running, isComplete, failure } = counts;
  const parts = [
    count(runs, 'run'),
    ...(page.ui.value.search === '' ? [] : [`${matching.toLocaleString()} match`]),
    ...(selected === 0 ? [] : [`${selected.toLocaleString()} selected`]),
  ];
  return (
    <div class="counts" role="status">
      {!isComplete && failure === undefined && <ProgressRing label="Loading more runs" />}
      <span>{parts.join(' · ')}</span>
      {running > 0 && (
        <span class="running">
          <span class="codicon codicon-circle-filled" aria-hidden="true" /> {running.toLocaleString()} running
        </span>
      )}
    </div>
  );
}

function count(number: number, thing: string): string {
  return `${number.toLocaleString()} ${thing}${number === 1 ? '' : 's'}`;
}
