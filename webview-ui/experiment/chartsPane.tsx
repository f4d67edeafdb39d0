import type { ComponentChild } from 'preact';
import { ChartControls } from '../shared/chartControls.tsx';
import { Button, IconButton } from '../shared/controls.ts';
import { ChartCard } from './chartCard.tsx';
import type { ExperimentPage } from './experimentPage.ts';

/** Runs that one click selects when nothing is. */
const firstRuns = 5;

/** A card for each metric of the selected runs. */
export function ChartsPane({ page }: { readonly page: ExperimentPage }): ComponentChild {
  const selected = page.ui.value.selection.length;
  const keys = page.chartKeys.value;
  if (selected === 0) {
    return <NothingSelected page={page} />;
  }
  return (
    <div class="charts">
      <ChartControls look={page.ui.value} onChange={(change) => page.update(change)}>
        <IconButton icon="clear-all" label="Clear selection" onClick={() => page.setSelection([])} />
      </ChartControls>
      {keys.length === 0 ? (
        <div class="message">
          <p>{selected === 1 ? 'The selected run has' : 'The selected runs have'} logged no metrics.</p>
        </div>
      ) : (
        <div class="cards">
          {keys.map((key) => (
            <ChartCard key={key} page={page} metricKey={key} />
          ))}
        </div>
      )}
    </div>
  );
}

function NothingSelected({ page }: { readonly page: ExperimentPage }): ComponentChild {
  const matching = page.state.value?.counts.matching ?? 0;
  const count = Math.min(firstRuns, matching);
  if (page.state.value?.counts.runs === 0 && page.ui.value.view === 'both') {
    // The table says so already.
    return <div class="charts" />;
  }
  return (
    <div class="message">
      <p>Select runs in the table to see their metrics drawn here, each in its colour.</p>
      {count > 0 && (
        <Button onClick={() => void page.selectPlaces(0, count)}>
          {count === 1 ? 'Select the run' : `Select the first ${count}`}
        </Button>
      )}
    </div>
  );
}
