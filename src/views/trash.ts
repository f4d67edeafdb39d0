import type { OpenStores } from '../host/openStores.ts';
import type { Experiment } from '../model/experiment.ts';
import type { RunInfo } from '../model/run.ts';
import { runInfos } from '../store/runInfos.ts';
import type { Disposable, Event } from '../util/events.ts';
import { Presence } from './presence.ts';

/** What is deleted in a store and can be restored. */
export interface TrashContents {
  readonly experiments: readonly Experiment[];
  /** Experiments that are not deleted and have deleted runs. */
  readonly experimentsOfRuns: readonly Experiment[];
}

/** Knows whether a store has something in its trash, and lists it when somebody looks. */
export class Trash implements Disposable {
  readonly #stores: Pick<OpenStores, 'open'>;
  readonly #deletedRuns: Presence;
  readonly #deletedCounts = new Map<string, number>();

  /** Fires with the URI of a store that has deleted runs now, or has none any more. */
  readonly onDidChange: Event<string>;

  constructor(stores: Pick<OpenStores, 'open'>) {
    this.#stores = stores;
    this.#deletedRuns = new Presence(async (storeUri, signal) => await this.#hasDeletedRuns(storeUri, signal));
    this.onDidChange = this.#deletedRuns.onDidChange;
  }

  /** @param experiments all of the store, deleted ones included */
  isFilled(storeUri: string, experiments: readonly Experiment[]): boolean {
    const hasDeletedRuns = this.#deletedRuns.isThere(storeUri);
    return hasDeletedRuns || experiments.some(({ lifecycleStage }) => lifecycleStage === 'deleted');
  }

  /** Takes in how many deleted runs an experiment has that is followed anyway. @returns whether there are others now than before */
  notice(storeUri: string, experimentId: string, deletedCount: number): boolean {
    const key = `${storeUri}\n${experimentId}`;
    const before = this.#deletedCounts.get(key);
    this.#deletedCounts.set(key, deletedCount);
    if (deletedCount > 0) {
      this.#deletedRuns.set(storeUri, true);
    } else if (before !== undefined && before > 0) {
      void this.#deletedRuns.lookAgain(storeUri);
    }
    return before !== deletedCount;
  }

  /** Looks again whether runs are deleted. */
  async lookAgain(storeUri: string): Promise<void> {
    await this.#deletedRuns.lookAgain(storeUri);
  }

  async contents(storeUri: string): Promise<TrashContents> {
    const { tracking } = await this.#stores.open(storeUri);
    const all = await tracking.experiments('all');
    const active = all.filter(({ lifecycleStage }) => lifecycleStage === 'active');
    const experimentIds = active.map(({ experimentId }) => experimentId);
    const deleted = await runInfos(tracking, { experimentIds, view: 'deleted' });
    const withRuns = new Set(deleted.map(({ experimentId }) => experimentId));
    return {
      experiments: all.filter(({ lifecycleStage }) => lifecycleStage === 'deleted'),
      experimentsOfRuns: active.filter(({ experimentId }) => withRuns.has(experimentId)),
    };
  }

  async deletedRuns(storeUri: string, experimentId: string): Promise<readonly RunInfo[]> {
    const { tracking } = await this.#stores.open(storeUri);
    return await runInfos(tracking, { experimentIds: [experimentId], view: 'deleted' });
  }

  dispose(): void {
    this.#deletedRuns.dispose();
  }

  async #hasDeletedRuns(storeUri: string, signal: AbortSignal): Promise<boolean> {
    const { tracking } = await this.#stores.open(storeUri);
    const active = await tracking.experiments('active', signal);
    const experimentIds = active.map(({ experimentId }) => experimentId);
    const [first] = await runInfos(tracking, { experimentIds, view: 'deleted', maxResults: 1 }, signal);
    return first !== undefined;
  }
}
