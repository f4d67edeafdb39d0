import { useSignal } from '@preact/signals';
import type { ComponentChild } from 'preact';
import { useEffect } from 'preact/hooks';
import { formatAge } from '../../src/model/formatTime.ts';
import type { RunCounts } from '../../src/protocol/experimentPanel.ts';
import { ProgressRing } from '../shared/controls.ts';
import type { ExperimentPage } from './experimentPage.ts';

/** How many runs there are, match, are selected and run: always of everything loaded, and it says when that is not all, or not of now. */
export function CountsLine({ page }: { readonly page: ExperimentPage }): ComponentChild {
  const counts = page.state.value?.counts;
  const selected = page.ui.value.selection.length;
  if (counts === undefined) {
    return <ProgressRing label="Loading runs" />;
  }
  const { runs, matching, running, staleSince } = counts;
  const parts = [
    count(runs, 'run'),
    ...(page.ui.value.search === '' ? [] : [`${matching.toLocaleString()} match`]),
    ...(selected === 0 ? [] : [`${selected.toLocaleString()} selected`]),
  ];
  return (
    <div class="counts" role="status">
      <Loading page={page} counts={counts} />
      <span>{parts.join(' · ')}</span>
      {running > 0 && (
        <span class="running">
          <span class="codicon codicon-circle-filled" aria-hidden="true" /> {running.toLocaleString()} running
        </span>
      )}
      {staleSince !== undefined && <Staleness since={staleSince} />}
    </div>
  );
}

/** How far the loading is, and what ends it or goes on with it. */
function Loading({ page, counts }: { readonly page: ExperimentPage; readonly counts: RunCounts }): ComponentChild {
  const { isComplete, isStopped, failure, loaded, total } = counts;
  if (isComplete || failure !== undefined) {
    return null;
  }
  const progress = `${loaded.toLocaleString()} ${total === undefined ? '' : `of ${total.toLocaleString()} `}loaded`;
  return isStopped ? (
    <span>
      {`stopped, ${progress} `}
      <button type="button" class="link" onClick={() => page.goOnLoading()}>
        Load the rest
      </button>
    </span>
  ) : (
    <>
      <ProgressRing label="Loading more runs" />
      <span>
        {`${progress} `}
        <button type="button" class="link" onClick={() => page.stopLoading()}>
          Stop
        </button>
      </span>
    </>
  );
}

const minute = 60_000;

/** The age of what is shown while the store does not answer. */
function Staleness({ since }: { readonly since: number }): ComponentChild {
  const now = useSignal(Date.now());
  useEffect(() => {
    const timer = setInterval(() => (now.value = Date.now()), minute / 2);
    return () => clearInterval(timer);
  }, [now]);
  const isFresh = now.value - since < minute;
  return (
    <span class="stale" title={`No answer since ${new Date(since).toLocaleString()}; it is asked again and again.`}>
      {isFresh ? 'as of just now' : `as of ${formatAge(since, now.value)} ago`}
    </span>
  );
}

function count(number: number, thing: string): string {
  return `${number.toLocaleString()} ${thing}${number === 1 ? '' : 's'}`;
}
