import { relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { splitCredentials, type ServerUrl } from '../store/serverUrl.ts';
import { parseTrackingUri, type TrackingTarget } from '../store/trackingUri.ts';
import type { FoundStore } from './findStores.ts';

/** A tracking URI in the form in which stores state theirs. */
export interface ResolvedUri {
  readonly uri: string;
  /** The header for credentials that stood in a server's address; they stand nowhere in `uri`. */
  readonly authorization?: string | undefined;
}

export function trackingUriOf({ kind, path }: FoundStore): string {
  return uriOf(kind === 'folder' ? { kind: 'file', folder: path } : { kind: 'sqlite', databaseFile: path });
}

/**
 * A tracking URI as a person writes it; paths start at the folder, and a path to a `.db` file is a database. What cannot be a store
 * is kept as it is, for opening it says why.
 */
export function resolveTrackingUri(text: string, folder: string): ResolvedUri {
  const target = targetOf(text, folder);
  switch (target?.kind) {
    case 'file':
      return {
        uri: uriOf(target.folder.endsWith('.db') ? { kind: 'sqlite', databaseFile: target.folder } : target),
      };
    case 'sqlite':
      return { uri: uriOf(target) };
    case 'rest': {
      const { url, authorization } = serverOf(target.url) ?? { url: target.url };
      return authorization === undefined ? { uri: url } : { uri: url, authorization };
    }
    default:
      return { uri: text.trim() };
  }
}

/** How the settings name a store: a path where that says it all. @param folder the path is told from here; absent: in full */
export function settingsEntry(uri: string, folder: string | undefined): string {
  const path = localPathOf(uri);
  if (path === undefined) {
    return uri;
  }
  const entry = folder === undefined ? path : relative(folder, path).replaceAll(sep, '/') || '.';
  // Without its ending a path is taken for a folder.
  return uri.startsWith('sqlite:') && !path.endsWith('.db') ? `sqlite:///${entry}` : entry;
}

/** Where the store lies on this machine; absent for a server. */
export function localPathOf(uri: string): string | undefined {
  const target = targetOf(uri, '');
  switch (target?.kind) {
    case 'file':
      return target.folder;
    case 'sqlite':
      return target.databaseFile;
    default:
      return undefined;
  }
}

/** The web origin of a server's address or of one below it, by which its credentials are kept; absent for all else. */
export function serverOriginOf(uri: string): string | undefined {
  return /^https?:/i.test(uri) && URL.canParse(uri) ? new URL(uri).origin : undefined;
}

function serverOf(url: string): ServerUrl | undefined {
  return URL.canParse(url) ? splitCredentials(url) : undefined;
}

/** Absent for whatever cannot be read: these texts come from files that anybody may have written. */
function targetOf(uri: string, folder: string): TrackingTarget | undefined {
  try {
    return parseTrackingUri(uri, folder);
  } catch {
    return undefined;
  }
}

function uriOf(target: Extract<TrackingTarget, { kind: 'file' | 'sqlite' }>): string {
  return target.kind === 'file' ? pathToFileURL(target.folder).toString() : `sqlite:///${target.databaseFile}`;
}
