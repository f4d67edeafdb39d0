import { basename, dirname, isAbsolute, relative, sep } from 'node:path';
import { isPersonsOwn, type NamedStore, type StoreOrigin } from './storeOrigin.ts';
import { localPathOf } from './trackingUris.ts';

/** Where a store is, before anything of it is read. */
export interface StorePlace {
  readonly uri: string;
  /** As short as it can be told: a path within the workspace, or a server's address. */
  readonly label: string;
  /** The folder or server in full, for tooltips. */
  readonly detail: string;
  /** Every way in which the window knows the store; none for one that only an old panel or run remembers. */
  readonly origins: readonly StoreOrigin[];
  /** Whether it is a server that only an untrusted workspace names: it is shown, and not contacted. */
  readonly isHeldBack: boolean;
}

/** What of a window decides which stores it shows, and how it calls them. */
export interface PlaceContext {
  readonly folders: readonly { readonly name: string; readonly path: string }[];
  readonly isTrusted: boolean;
}

/**
 * The stores that were named, each once, in the order in which they were. In an untrusted workspace only the person's own namings reach
 * outside of it: a path that the workspace names is shown only inside its own folders, a server that it names is held back.
 */
export function placesOf(named: readonly NamedStore[], context: PlaceContext): readonly StorePlace[] {
  const origins = new Map<string, StoreOrigin[]>();
  for (const { uri, origin } of named) {
    const known = origins.get(uri) ?? [];
    if (!known.some((other) => JSON.stringify(other) === JSON.stringify(origin))) {
      known.push(origin);
    }
    origins.set(uri, known);
  }
  return [...origins].map(([uri, all]) => placeOf(uri, all, context)).filter((place) => isShown(place, context));
}

export function placeOf(uri: string, origins: readonly StoreOrigin[], context: PlaceContext): StorePlace {
  const path = localPathOf(uri);
  return {
    uri,
    label: path === undefined ? uri.replace(/^https?:\/\//, '') : pathLabel(path, context),
    detail: path ?? uri,
    origins,
    isHeldBack: path === undefined && !context.isTrusted && !origins.some(isPersonsOwn),
  };
}

function isShown({ uri, origins }: StorePlace, { folders, isTrusted }: PlaceContext): boolean {
  const path = localPathOf(uri);
  return (
    isTrusted ||
    path === undefined ||
    origins.some(isPersonsOwn) ||
    folders.some((folder) => isInside(path, folder.path))
  );
}

/** Whether a path is the folder or below it, by its name alone. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function pathLabel(path: string, { folders }: PlaceContext): string {
  const folder = folders.find((candidate) => isInside(path, candidate.path));
  if (folder === undefined) {
    return `${basename(dirname(path))}/${basename(path)}`;
  }
  const inside = relative(folder.path, path).replaceAll(sep, '/');
  return folders.length > 1 ? `${folder.name}/${inside}` : inside;
}
