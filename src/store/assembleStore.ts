import type { Disposable } from '../util/events.ts';
import { LiveRunCollections } from './liveRunCollections.ts';
import type { MlflowStore } from './mlflowStore.ts';

/** What a kind of store is made of; `pool` is absent where no worker is involved. */
export interface StoreParts extends Pick<MlflowStore, 'tracking' | 'registry' | 'loggedModels'> {
  readonly pool?: Disposable | undefined;
}

/** Makes one store of its parts, and takes them over. */
export function assembleStore({ tracking, registry, loggedModels, pool }: StoreParts): MlflowStore {
  const runCollections = new LiveRunCollections(tracking);
  return {
    uri: tracking.uri,
    tracking,
    registry,
    runCollections,
    loggedModels,
    dispose: () => {
      runCollections.dispose();
      tracking.dispose();
      pool?.dispose();
    },
  };
}
