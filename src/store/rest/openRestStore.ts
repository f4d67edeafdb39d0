import { MlflowError } from '../../model/mlflowError.ts';
import { Emitter } from '../../util/events.ts';
import { assembleStore } from '../assembleStore.ts';
import type { MlflowStore } from '../mlflowStore.ts';
import type { StoreEnvironment } from '../storeEnvironment.ts';
import type { StoreChange } from '../trackingStore.ts';
import { RestArtifacts } from './restArtifacts.ts';
import { RestClient, type RestClientOptions } from './restClient.ts';
import { RestLiveUpdates, type RestLiveUpdatesParts } from './restLiveUpdates.ts';
import { RestLoggedModels } from './restLoggedModels.ts';
import { RestRegistryStore } from './restRegistryStore.ts';
import { restPageSizes, type RestPageSizes } from './restRunListing.ts';
import { RestRunWrites } from './restRunWrites.ts';
import { RestTrackingStore } from './restTrackingStore.ts';

export interface RestStoreOptions {
  /** The tracking URI, where it is not the server's address. */
  readonly uri?: string;
  readonly pageSizes?: RestPageSizes;
  readonly schedule?: RestLiveUpdatesParts['schedule'];
  readonly client?: Partial<RestClientOptions>;
}

/** Asks the server nothing yet: one that is down today may be up when something is read. @throws MlflowError unsupported for no address */
export function openRestStore(
  url: string,
  environment: StoreEnvironment,
  { uri, pageSizes = restPageSizes, schedule = scheduleByTimer, client: clientOptions = {} }: RestStoreOptions = {},
): MlflowStore {
  const client = new RestClient(url, environment, clientOptions);
  const { isTrusted } = environment;
  const changes = new Emitter<StoreChange>();
  const announce = (change: StoreChange): void => changes.fire(change);
  const requireTrust = (): void => {
    if (!isTrusted()) {
      throw new MlflowError('untrusted', { what: client.url });
    }
  };
  const loggedModels = new RestLoggedModels(client, pageSizes.models);
  const registry = new RestRegistryStore({ client, requireTrust, announce, loggedModels, pageSizes });
  const live = new RestLiveUpdates({
    client,
    schedule,
    onChange: announce,
    onError: (error) => environment.log('warn', String(error)),
  });
  const artifacts = new RestArtifacts({ client, givesFiles: uri === undefined, registry, requireTrust, announce });
  const writes = new RestRunWrites(client, isTrusted);
  const tracking = new RestTrackingStore({
    uri: uri ?? client.url,
    client,
    artifacts,
    writes,
    live,
    changes,
    pageSizes,
  });
  return assembleStore({ tracking, registry, loggedModels });
}

function scheduleByTimer(callback: () => void, milliseconds: number): ReturnType<RestLiveUpdatesParts['schedule']> {
  const timer = setTimeout(callback, milliseconds);
  return { dispose: () => clearTimeout(timer) };
}
