import type { StoreEnvironment } from '../store/storeEnvironment.ts';
import { serverAuthorization } from './serverAuthorization.ts';
import { authorizationOf, type Credentials } from './serverCredentials.ts';

export interface ProbedConnection {
  readonly uri: string;
  /** What the person typed with it. Absent: as for a server in their settings. */
  readonly credentials?: Credentials | undefined;
}

/** Opens a store for a moment, whether it is known or not. @returns how many experiments are in it. @throws MlflowError of any kind */
export async function probeConnection(
  { uri, credentials }: ProbedConnection,
  environment: StoreEnvironment,
  signal?: AbortSignal,
): Promise<number> {
  const { openStore } = await import('../store/openStore.ts');
  const store = await openStore(uri, {
    ...environment,
    // A refusal is the answer that is asked for here, and not told otherwise.
    fetch: async (input, init) => await globalThis.fetch(input, init),
    serverHeaders: async (serverUrl) => {
      const own = (await environment.serverHeaders?.(serverUrl)) ?? {};
      const authorization =
        credentials === undefined
          ? (own['authorization'] ?? serverAuthorization(environment.variables))
          : authorizationOf(credentials);
      return authorization === undefined ? own : { ...own, authorization };
    },
  });
  try {
    return (await store.tracking.experiments('active', signal)).length;
  } finally {
    store.dispose();
  }
}
