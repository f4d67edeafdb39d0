import type { Series } from './series.ts';

/**
 * Exponential moving average without the bias towards zero at the start, as MLflow's and TensorBoard's charts smooth.
 * @param weight of what came before: 0 leaves the points as they are, 0.99 is very smooth; below 1
 * NaN and infinite values stay where they are and do not touch the average.
 */
export function smooth({ x, y }: Series, weight: number): Series {
  if (weight <= 0) {
    return { x, y };
  }
  const smoothed = new Float64Array(y.length);
  let average = 0;
  let correction = 1;
  for (let i = 0; i < y.length; i++) {
    const value = y[i] ?? 0;
    if (!Number.isFinite(value)) {
      smoothed[i] = value;
      continue;
    }
    average = average * weight + (1 - weight) * value;
    correction *= weight;
    smoothed[i] = average / (1 - correction);
  }
  return { x, y: smoothed };
}
