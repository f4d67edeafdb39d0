import { MlflowError } from '../../model/mlflowError.ts';
import { Emitter } from '../../util/events.ts';
import { assembleStore } from '../assembleStore.ts';
import type { MlflowStore } from '../mlflowStore.ts';
import type { StoreEnvironment } from '../storeEnvironment.ts';
import type { StoreChange } from '../trackingStore.ts';
import { RestArtifacts } from './restArtifacts.ts';
import { RestClient } from './restClient.ts';
import { RestLiveUpdates, type RestLiveUpdatesParts } from './restLiveUpdates.ts';
import { RestRegistryStore } from './restRegistryStore.ts';
import type { RestPageSizes } from './restRunListing.ts';
import { RestRunWrites } from './restRunWrites.ts';
import { RestTrackingStore } from './restTrackingStore.ts';

export interface RestStoreOptions {
  readonly pageSizes?: RestPageSizes;
  readonly schedule?: RestLiveUpdatesParts['schedule'];
}

/** Asks the server nothing yet: one that is down today may be up when something is read. @throws MlflowError unsupported for no address */
export function openRestStore(
  url: string,
  environment: StoreEnvironment,
  { pageSizes, schedule = scheduleByTimer }: RestStoreOptions = {},
): MlflowStore {
  const client = new RestClient(url, environment);
  const { isTrusted } = environment;
  const changes = new Emitter<StoreChange>();
  const announce = (change: StoreChange): void => changes.fire(change);
  const requireTrust = (): void => {
    if (!isTrusted()) {
      throw new MlflowError('untrusted', { what: client.url });
    }
  };
  const registry = new RestRegistryStore({ client, requireTrust, announce, pageSizes });
  const live = new RestLiveUpdates({
    client,
    schedule,
    onChange: announce,
    onError: (error) => environment.log('warn', String(error)),
  });
  const artifacts = new RestArtifacts({ client, registry, requireTrust, announce });
  const writes = new RestRunWrites(client, isTrusted);
  const tracking = new RestTrackingStore({ client, artifacts, writes, live, changes, pageSizes });
  return assembleStore({ tracking, registry });
}

function scheduleByTimer(callback: () => void, milliseconds: number): ReturnType<RestLiveUpdatesParts['schedule']> {
  const timer = setTimeout(callback, milliseconds);
  return { dispose: () => clearTimeout(timer) };
}
