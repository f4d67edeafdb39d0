import type { MetricHistory } from '../model/metricHistory.ts';
import { MlflowError } from '../model/mlflowError.ts';

/** Points kept in memory, at 24 bytes each. */
const keptPoints = 2_000_000;

type Read = (runId: string, key: string) => Promise<MetricHistory>;

/** Histories that charts have asked for, read once until they change; the least recently used go first. */
export class MetricHistories {
  readonly #read: Read;
  readonly #entries = new Map<string, Promise<MetricHistory | undefined>>();
  readonly #points = new Map<string, number>();

  constructor(read: Read) {
    this.#read = read;
  }

  /** Absent when the run has no such metric. */
  get(runId: string, key: string): Promise<MetricHistory | undefined> {
    const id = entryId(runId, key);
    const known = this.#entries.get(id);
    const entry = known ?? this.#load(id, runId, key);
    this.#entries.delete(id);
    this.#entries.set(id, entry);
    return entry;
  }

  /** Forgets what the runs logged for these metrics; for all metrics when none are named. */
  invalidate(runIds: readonly string[], keys: readonly string[] | undefined): void {
    for (const id of this.#entries.keys()) {
      const [runId = '', key = ''] = id.split('\0');
      if (runIds.includes(runId) && keys?.includes(key) !== false) {
        this.#forget(id);
      }
    }
  }

  /** Forgets everything. @returns the runs that were asked for */
  clear(): readonly string[] {
    const runIds = new Set([...this.#entries.keys()].map((id) => id.split('\0')[0] ?? ''));
    this.#entries.clear();
    this.#points.clear();
    return [...runIds];
  }

  #load(id: string, runId: string, key: string): Promise<MetricHistory | undefined> {
    const entry = this.#read(runId, key).then(
      (history) => {
        if (this.#entries.get(id) === entry) {
          this.#points.set(id, history.values.length);
          this.#evict();
        }
        return history;
      },
      (error: unknown) => {
        this.#forget(id);
        if (MlflowError.is(error, 'notFound')) {
          return undefined;
        }
        throw error;
      },
    );
    return entry;
  }

  #evict(): void {
    let total = [...this.#points.values()].reduce((sum, points) => sum + points, 0);
    for (const id of this.#entries.keys()) {
      if (total <= keptPoints || this.#entries.size === 1) {
        return;
      }
      total -= this.#points.get(id) ?? 0;
      this.#forget(id);
    }
  }

  #forget(id: string): void {
    this.#entries.delete(id);
    this.#points.delete(id);
  }
}

function entryId(runId: string, key: string): string {
  return `${runId}\0${key}`;
}
