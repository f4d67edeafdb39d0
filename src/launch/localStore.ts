import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TrackingStore } from '../store/trackingStore.ts';
import { parseTrackingUri } from '../store/trackingUri.ts';

/** A store on this machine, as MLflow's own commands take it. */
export interface LocalStore {
  readonly kind: 'file' | 'sqlite';
  readonly uri: string;
  /** The folder, or the database file. */
  readonly path: string;
}

/** Absent for a store that is not on this machine. */
export function localStoreOf({ uri }: Pick<TrackingStore, 'uri'>): LocalStore | undefined {
  const target = parseTrackingUri(uri, '.');
  switch (target.kind) {
    case 'file':
      return { kind: 'file', uri: pathToFileURL(target.folder).toString(), path: target.folder };
    case 'sqlite':
      return { kind: 'sqlite', uri: `sqlite:///${target.databaseFile}`, path: target.databaseFile };
    default:
      return undefined;
  }
}

/** Where MLflow's own commands for the store run: relative paths in it start there. */
export function workFolder({ path }: LocalStore): string {
  return dirname(path);
}
