import type { ComponentChild } from 'preact';
import { Button, Dropdown, IconButton } from '../shared/controls.ts';
import { ChartCard } from './chartCard.tsx';
import type { ExperimentPage } from './experimentPage.ts';

/** Runs that one click selects when nothing is. */
const firstRuns = 5;
const axes = [
  { value: 'step', text: 'Step' },
  { value: 'time', text: 'Time' },
  { value: 'relative', text: 'Since start' },
] as const;

/** A card for each metric of the selected runs. */
export function ChartsPane({ page }: { readonly page: ExperimentPage }): ComponentChild {
  const selected = page.ui.value.selection.length;
  const keys = page.chartKeys.value;
  if (selected === 0) {
    return <NothingSelected page={page} />;
  }
  return (
    <div class="charts">
      <ChartControls page={page} />
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

function ChartControls({ page }: { readonly page: ExperimentPage }): ComponentChild {
  const { axis, isLog, smoothing } = page.ui.value;
  const setSmoothing = (event: Event): void => {
    if (event.target instanceof HTMLInputElement) {
      page.update({ smoothing: event.target.valueAsNumber });
    }
  };
  return (
    <div class="chart-controls" role="toolbar" aria-label="Charts">
      <Dropdown
        value={axis}
        label="Horizontal axis"
        options={axes}
        onChange={(chosen) => page.update({ axis: chosen })}
      />
      <IconButton
        icon="graph-line"
        text="Log"
        label="Logarithmic vertical axis"
        pressed={isLog}
        onClick={() => page.update({ isLog: !isLog })}
      />
      <label class="smoothing">
        Smoothing
        <input type="range" min="0" max="0.99" step="0.01" value={smoothing} onInput={setSmoothing} />
        <output>{smoothing.toFixed(2)}</output>
      </label>
      <span class="spring" />
      <IconButton icon="clear-all" label="Clear selection" onClick={() => page.setSelection([])} />
    </div>
  );
}
