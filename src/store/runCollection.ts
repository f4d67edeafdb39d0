import type { RunTable } from '../model/runTable.ts';
import type { Disposable, Event } from '../util/events.ts';
import type { StoreProblem } from './trackingStore.ts';

/** What changed in a {@link RunCollection}. After `reset`, row numbers of before mean nothing. */
export type RunCollectionChange =
  | { readonly kind: 'reset' }
  | { readonly kind: 'added'; readonly from: number; readonly to: number }
  /** `metricKeys` names the metrics that got new points, where that is all that happened. */
  | { readonly kind: 'changed'; readonly rows: readonly number[]; readonly metricKeys?: readonly string[] }
  /** Only `isComplete`, `isStopped`, `isVerified`, `staleSince`, `total` or `problems` changed. */
  | { readonly kind: 'progress' };

/**
 * The runs of some experiments of one store, all view types, loaded in the background and kept current while the collection lives.
 * One collection is shared by everybody who looks at the same experiments, see {@link RunCollections}.
 */
export interface RunCollection {
  readonly storeUri: string;
  readonly experimentIds: readonly string[];
  readonly table: RunTable;
  readonly onDidChange: Event<RunCollectionChange>;
  readonly isComplete: boolean;
  /** Whether what is shown was compared with the store since the collection was made. */
  readonly isVerified: boolean;
  /** Whether somebody has stopped the loading before its end. */
  readonly isStopped: boolean;
  /** Since when the store does not answer any more, in milliseconds since 1970: what is shown is of then. Absent while it answers. */
  readonly staleSince: number | undefined;
  /** How many runs there are in all, once the store knows. */
  readonly total: number | undefined;
  readonly problems: readonly StoreProblem[];
  /** Resolves when complete and verified, or stopped; rejects with the store's error when loading failed. */
  readonly loaded: Promise<void>;
  /** Ends the loading for everybody who looks; what is loaded stays and is kept current. Nothing when it is complete. */
  stop(): void;
  /** Loads the rest after {@link stop}. */
  goOn(): void;
}

/** A share in a collection: it loads and follows the store while somebody holds a lease. */
export interface RunCollectionLease extends Disposable {
  readonly collection: RunCollection;
}

export interface RunCollections extends Disposable {
  lease(experimentIds: readonly string[]): RunCollectionLease;
  /** Reads what is leased anew, whatever the store has announced; each collection shows its last state until the new one is whole. */
  refresh(): void;
}
