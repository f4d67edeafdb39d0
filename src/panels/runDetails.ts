import type { Run } from '../model/run.ts';
import type { LatestMetrics, RunDetails } from '../protocol/runPanel.ts';

/** What does not stand in the run's own record. */
export type RunSurroundings = Pick<RunDetails, 'experimentName' | 'readOnly'>;

/** A run as the page shows it; keys by name, so that equal runs make equal views. */
export function runDetails({ info, params, tags, metrics }: Run, surroundings: RunSurroundings): RunDetails {
  const { status, lifecycleStage, userId, startTime, endTime } = info;
  return {
    name: info.runName || info.runId.slice(0, 8),
    status,
    lifecycleStage,
    userId,
    startTime,
    endTime,
    params: [...params].toSorted(byKey),
    tags: [...tags].toSorted(byKey),
    metrics: latestMetrics(
      metrics,
      [...metrics].toSorted(byKey).map(([key]) => key),
    ),
    ...surroundings,
  };
}

/** Of the named metrics, those that are there. */
export function latestMetrics(metrics: Run['metrics'], keys: readonly string[]): LatestMetrics {
  const points = keys.flatMap((key) => {
    const point = metrics.get(key);
    return point === undefined ? [] : [{ key, ...point }];
  });
  return {
    keys: points.map(({ key }) => key),
    values: Float64Array.from(points, ({ value }) => value),
    steps: Float64Array.from(points, ({ step }) => step),
  };
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a.localeCompare(b, undefined, { numeric: true });
}
