import { pathToFileURL } from 'node:url';
import { MlflowError } from '../model/mlflowError.ts';
import { parseTrackingUri, type TrackingTarget } from '../store/trackingUri.ts';
import type { FoundStore } from './findStores.ts';

export function trackingUriOf({ kind, path }: FoundStore): string {
  return uriOf(kind === 'folder' ? { kind: 'file', folder: path } : { kind: 'sqlite', databaseFile: path });
}

/**
 * A tracking URI as a person writes it in the settings, in the form in which stores state theirs; paths start at the workspace
 * folder, and a path to a `.db` file is a database. What cannot be a store is kept as it is, for opening it says why.
 */
export function resolveTrackingUri(uri: string, folder: string): string {
  const target = targetOf(uri, folder);
  if (target?.kind === 'file' && target.folder.endsWith('.db')) {
    return uriOf({ kind: 'sqlite', databaseFile: target.folder });
  }
  return target === undefined ? uri.trim() : uriOf(target);
}

/** Where the store lies on this machine; absent for a server. */
export function localPathOf(uri: string): string | undefined {
  const target = targetOf(uri, '');
  switch (target?.kind) {
    case 'file':
      return target.folder;
    case 'sqlite':
      return target.databaseFile;
    case 'rest':
    case undefined:
      return undefined;
  }
}

function targetOf(uri: string, folder: string): TrackingTarget | undefined {
  try {
    return parseTrackingUri(uri, folder);
  } catch (error) {
    if (MlflowError.is(error, 'unsupported')) {
      return undefined;
    }
    throw error;
  }
}

function uriOf(target: TrackingTarget): string {
  switch (target.kind) {
    case 'file':
      return pathToFileURL(target.folder).toString();
    case 'sqlite':
      return `sqlite:///${target.databaseFile}`;
    case 'rest':
      return target.url;
  }
}
