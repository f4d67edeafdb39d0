import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MlflowError } from '../model/mlflowError.ts';

/** What a tracking URI names. */
export type TrackingTarget =
  | { readonly kind: 'file'; /** Absolute, with `/` between folders. */ readonly folder: string }
  | { readonly kind: 'sqlite'; /** Absolute. */ readonly databaseFile: string }
  | { readonly kind: 'rest'; /** Without a slash at the end. */ readonly url: string }
  | {
      readonly kind: 'databricks';
      /** Of the Databricks configuration file; absent: what the environment says, else the file's default. */
      readonly profile?: string | undefined;
    };

/**
 * Reads a tracking URI as MLflow does: a path (from `baseFolder` when it is relative), `file:`, `sqlite:///path` (relative with three
 * slashes, absolute with four), `http(s):`, `databricks` or `databricks://<profile>`.
 *
 * @throws MlflowError unsupported
 */
export function parseTrackingUri(uri: string, baseFolder: string): TrackingTarget {
  const text = uri.trim();
  const scheme = /^([a-z][a-z\d+.-]+):/i.exec(text)?.[1]?.toLowerCase();
  switch (scheme) {
    case undefined:
      return withoutScheme(text, baseFolder);
    case 'file':
      return { kind: 'file', folder: folderPath(fileUriPath(text, baseFolder)) };
    case 'sqlite':
      return { kind: 'sqlite', databaseFile: sqlitePath(text, baseFolder) };
    case 'http':
    case 'https':
      return { kind: 'rest', url: text.replace(/\/+$/, '') };
    case 'databricks':
      return { kind: 'databricks', profile: databricksProfile(text) };
    default:
      return unsupported(uri);
  }
}

function withoutScheme(text: string, baseFolder: string): TrackingTarget {
  switch (text) {
    case '':
    case 'databricks-uc':
      return unsupported(text);
    case 'databricks':
      return { kind: 'databricks' };
    default:
      return { kind: 'file', folder: folderPath(resolve(baseFolder, text)) };
  }
}

function unsupported(
  uri: string,
  detail = 'a folder, file:, sqlite:///, http(s): or databricks: address can be opened',
): never {
  throw new MlflowError('unsupported', { what: uri, detail });
}

/** `file:mlruns` and `file:./mlruns` are relative for MLflow; WHATWG URLs have no such thing. */
function fileUriPath(uri: string, baseFolder: string): string {
  if (/^file:\/\//i.test(uri)) {
    try {
      return fileURLToPath(uri);
    } catch (cause) {
      throw new MlflowError('unsupported', { what: uri, detail: 'not a path on this machine' }, { cause });
    }
  }
  const path = decodeURIComponent(uri.slice('file:'.length));
  return isAbsolute(path) ? path : resolve(baseFolder, path);
}

/** `databricks://scope:prefix` names secrets that only Databricks itself can read. */
function databricksProfile(uri: string): string {
  const profile = /^databricks:\/\/([^/]+)\/?$/i.exec(uri)?.[1] ?? unsupported(uri);
  return profile.includes(':')
    ? unsupported(
        uri,
        'secret scopes are read inside Databricks only; name a profile of its configuration file: databricks://<profile>',
      )
    : profile;
}

function sqlitePath(uri: string, baseFolder: string): string {
  const path = /^sqlite:\/\/\/(.+)$/i.exec(uri)?.[1];
  return path === undefined ? unsupported(uri) : resolve(baseFolder, path.replace(/\?.*$/, ''));
}

function folderPath(path: string): string {
  const slashed = path.replaceAll('\\', '/');
  return slashed.length > 1 ? slashed.replace(/\/+$/, '') : slashed;
}
