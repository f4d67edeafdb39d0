import type { ComponentChild, ComponentChildren } from 'preact';
import type { SeriesAxis } from '../../src/model/series.ts';
import { Dropdown, IconButton } from './controls.ts';

/** How lines are drawn. */
export interface ChartLook {
  readonly axis: SeriesAxis;
  readonly isLog: boolean;
  /** Weight of the moving average, 0 to below 1. */
  readonly smoothing: number;
}

interface ChartControlsProps {
  readonly look: ChartLook;
  readonly onChange: (change: Partial<ChartLook>) => void;
  /** Further controls at the end. */
  readonly children?: ComponentChildren;
}

const axes = [
  { value: 'step', text: 'Step' },
  { value: 'time', text: 'Time' },
  { value: 'relative', text: 'Since start' },
] as const;

export function ChartControls({ look, onChange, children }: ChartControlsProps): ComponentChild {
  const { axis, isLog, smoothing } = look;
  const setSmoothing = (event: Event): void => {
    if (event.target instanceof HTMLInputElement) {
      onChange({ smoothing: event.target.valueAsNumber });
    }
  };
  return (
    <div class="chart-controls" role="toolbar" aria-label="Charts">
      <Dropdown value={axis} label="Horizontal axis" options={axes} onChange={(chosen) => onChange({ axis: chosen })} />
      <IconButton
        icon="graph-line"
        text="Log"
        label="Logarithmic vertical axis"
        pressed={isLog}
        onClick={() => onChange({ isLog: !isLog })}
      />
      <label class="smoothing">
        Smoothing
        <input type="range" min="0" max="0.99" step="0.01" value={smoothing} onInput={setSmoothing} />
        <output>{smoothing.toFixed(2)}</output>
      </label>
      <span class="spring" />
      {children}
    </div>
  );
}
