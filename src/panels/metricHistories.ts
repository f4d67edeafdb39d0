import { MlflowError } from '../model/mlflowError.ts';
import type { SampledHistory, TrackingStore } from '../store/trackingStore.ts';

/** Points kept in memory, at 24 bytes each. */
const keptPoints = 2_000_000;

/** Where histories are read from. */
export type HistorySource = Pick<TrackingStore, 'metricHistory' | 'sampledHistories'>;

type Entry = Promise<SampledHistory | undefined>;

/** Histories that charts have asked for, whole or as the store samples them, read once until they change; the least recently used go first. */
export class MetricHistories {
  readonly #source: HistorySource;
  readonly #entries = new Map<string, Entry>();
  readonly #points = new Map<string, number>();

  constructor(source: HistorySource) {
    this.#source = source;
  }

  /** In the order of the runs; a run without such a metric has none. */
  async get(
    runIds: readonly string[],
    key: string,
  ): Promise<readonly PromiseSettledResult<SampledHistory | undefined>[]> {
    const missing = runIds.filter((runId) => !this.#entries.has(entryId(runId, key)));
    const read = this.#reader(missing, key);
    return await Promise.allSettled(
      runIds.map(async (runId) => {
        const id = entryId(runId, key);
        const entry = this.#entries.get(id) ?? this.#load(id, read(runId));
        this.#entries.delete(id);
        this.#entries.set(id, entry);
        return await entry;
      }),
    );
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

  /** A store that samples is asked for all of them at once. */
  #reader(runIds: readonly string[], key: string): (runId: string) => Entry {
    if (this.#source.sampledHistories === undefined) {
      return async (runId) => ({ history: await this.#source.metricHistory(runId, key), isExact: true });
    }
    const samples = runIds.length === 0 ? undefined : this.#source.sampledHistories(runIds, key);
    return async (runId) => (await samples)?.get(runId);
  }

  #load(id: string, reading: Entry): Entry {
    const entry = reading.then(
      (sample) => {
        if (this.#entries.get(id) === entry) {
          this.#points.set(id, sample?.history.values.length ?? 0);
          this.#evict();
        }
        return sample;
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
