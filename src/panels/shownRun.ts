import type { Run } from '../model/run.ts';
import type { LatestMetrics } from '../protocol/runPanel.ts';
import { latestMetrics, runDetails } from './runDetails.ts';

/** How a run differs from what the page was told last. */
export interface RunDelta {
  /** Whether anything but metrics is different, or a metric is gone. */
  readonly isOther: boolean;
  readonly metrics: LatestMetrics;
}

/** What the page knows of its run, so that only what it does not know is sent. */
export class ShownRun {
  #facts = '';
  #metrics: Run['metrics'] = new Map();

  /** The page knows this now. */
  show(run: Run): void {
    this.#facts = factsOf(run);
    this.#metrics = run.metrics;
  }

  /** What the page does not know yet, and from now on does. @param logged metrics with new points, whatever their latest is */
  update(run: Run, logged: ReadonlySet<string>): RunDelta {
    const known = this.#metrics;
    const isOther = this.#facts !== factsOf(run) || [...known.keys()].some((key) => !run.metrics.has(key));
    const changed = [...run.metrics.keys()].filter((key) => logged.has(key) || isOtherPoint(run, known, key));
    this.show(run);
    return { isOther, metrics: latestMetrics(run.metrics, changed) };
  }
}

function factsOf(run: Run): string {
  return JSON.stringify({ ...runDetails(run, { experimentName: '' }), metrics: undefined });
}

function isOtherPoint({ metrics }: Run, known: Run['metrics'], key: string): boolean {
  const [now, before] = [metrics.get(key), known.get(key)];
  return !Object.is(now?.value, before?.value) || now?.step !== before?.step || now?.timestamp !== before?.timestamp;
}
