import * as vscode from 'vscode';
import type { ProbedConnection } from '../host/probeConnection.ts';
import type { ServerCredentials } from '../host/serverCredentials.ts';
import type { StorePlace } from '../host/storePlaces.ts';
import { isStoreReference } from '../model/references.ts';
import { MlflowError } from '../model/mlflowError.ts';
import type { CommandParts } from './commandParts.ts';
import { pickStore } from './pickStore.ts';

export interface ConnectionCommandParts extends CommandParts {
  readonly credentials: Pick<ServerCredentials, 'get' | 'set' | 'forget'>;
  /** Opens a store for a moment and counts its experiments. */
  readonly probe: (connection: ProbedConnection, signal: AbortSignal) => Promise<number>;
  readonly databricksProfiles: () => Promise<readonly string[]>;
  /** Reads everything that is on show anew. */
  readonly refreshViews: () => void;
}

/** The store of the node that a command was run on, else the one that the person picks. @throws MlflowError notFound when there is none */
export async function chooseStore(
  parts: CommandParts,
  node: unknown,
  title: string,
  isOffered?: (place: StorePlace) => boolean,
): Promise<StorePlace | undefined> {
  await parts.stores.ready();
  if (isStoreReference(node)) {
    return parts.stores.place(node.storeUri);
  }
  if (!parts.stores.places.some(isOffered ?? (() => true))) {
    throw new MlflowError('notFound', {
      what: isOffered === undefined ? anyStore() : vscode.l10n.t('A tracking server'),
    });
  }
  return await pickStore(parts, title, isOffered);
}

function anyStore(): string {
  return vscode.l10n.t('An MLflow store');
}
