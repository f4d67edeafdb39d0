/** What a row may need; each is made on first use, so that a row that is left out costs nothing. */
export interface BenchContext {
  /** Runs in the generated stores. */
  readonly runs: number;
  /** An empty folder of the whole bench, removed at its end. */
  readonly folder: string;
  /** Measured repeats of each side. */
  readonly repeats: number;
}

/** One comparison: the same work done by us, by the other side and as raw as it can be, in milliseconds (or the unit `work` names). */
export interface Measured {
  readonly ours: number;
  /** Real MLflow, or whatever `work` names as the other side. */
  readonly mlflow?: number | undefined;
  readonly floor?: number | undefined;
}

export interface BenchRow {
  readonly id: string;
  readonly work: string;
  /** The ratio (other side's time / ours) that the row must reach; for rows without another side, the most that `ours` may be. */
  readonly goal: number;
  /** Other numbers of runs to measure it at; its id then ends with the number. Absent: none. */
  readonly otherSizes?: readonly number[] | undefined;
  /** As {@link otherSizes}, but only when asked for: MLflow's side takes many minutes. */
  readonly largeSizes?: readonly number[] | undefined;
  measure(context: BenchContext): Promise<Measured>;
}

export interface BenchResult {
  readonly id: string;
  readonly work: string;
  readonly ours: number;
  readonly mlflow: number | null;
  readonly floor: number | null;
  readonly ratio: number | null;
  readonly goal: number;
}

export function toResult(row: BenchRow, measured: Measured): BenchResult {
  const { ours, mlflow, floor } = measured;
  return {
    id: row.id,
    work: row.work,
    ours,
    mlflow: mlflow ?? null,
    floor: floor ?? null,
    ratio: mlflow === undefined ? null : mlflow / ours,
    goal: row.goal,
  };
}

/** The middle one of `repeats` timings, after one that does not count. */
export async function medianMs(repeats: number, work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i <= repeats; i++) {
    const start = performance.now();
    await work();
    times.push(performance.now() - start);
  }
  return median(times.slice(1));
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
