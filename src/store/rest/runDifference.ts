import type { MetricPoint, Run } from '../../model/run.ts';

/** What is different between two readings of a run: nothing, only metrics, of these names, or more. */
export type RunDifference =
  | { readonly kind: 'none' }
  | { readonly kind: 'metrics'; readonly metricKeys: readonly string[] }
  | { readonly kind: 'run' };

export function runDifference(before: Run, after: Run): RunDifference {
  if (
    !areEqual(Object.entries(before.info), new Map(Object.entries(after.info))) ||
    !areEqual([...before.params], after.params) ||
    !areEqual([...before.tags], after.tags) ||
    [...before.metrics.keys()].some((key) => !after.metrics.has(key))
  ) {
    return { kind: 'run' };
  }
  const metricKeys = [...after.metrics]
    .filter(([key, point]) => !isSamePoint(before.metrics.get(key), point))
    .map(([key]) => key);
  return metricKeys.length === 0 ? { kind: 'none' } : { kind: 'metrics', metricKeys };
}

function areEqual<T>(before: readonly (readonly [string, T])[], after: ReadonlyMap<string, T>): boolean {
  return (
    before.length === after.size && before.every(([key, value]) => after.has(key) && Object.is(value, after.get(key)))
  );
}

function isSamePoint(before: MetricPoint | undefined, after: MetricPoint): boolean {
  return (
    before !== undefined &&
    before.step === after.step &&
    before.timestamp === after.timestamp &&
    Object.is(before.value, after.value)
  );
}
