import type { Disposable } from '../util/events.ts';
import type { LoggedModels } from './loggedModels.ts';
import type { RegistryStore } from './registryStore.ts';
import type { RunCollections } from './runCollection.ts';
import type { TrackingStore } from './trackingStore.ts';

/** Everything behind one tracking URI; made by `openStore`. Disposing it disposes all of it. */
export interface MlflowStore extends Disposable {
  readonly uri: string;
  readonly tracking: TrackingStore;
  readonly registry: RegistryStore;
  readonly runCollections: RunCollections;
  /** Absent where the kind of store does not tell. */
  readonly loggedModels?: LoggedModels | undefined;
}
