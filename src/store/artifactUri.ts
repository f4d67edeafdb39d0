import { MlflowError } from '../model/mlflowError.ts';
import { artifactPathParts } from './artifacts/artifactPath.ts';

/** What an artifact URI names, as far as it can be told without asking a store. */
export type ArtifactUri =
  | { readonly kind: 'local'; readonly paths: readonly string[] }
  | { readonly kind: 'run'; readonly runId: string; readonly path: string }
  | { readonly kind: 'loggedModel'; readonly modelId: string; readonly path: string }
  | { readonly kind: 'version'; readonly name: string; readonly version: string; readonly path: string }
  | { readonly kind: 'alias'; readonly name: string; readonly alias: string; readonly path: string }
  | { readonly kind: 'remote'; readonly scheme: string; readonly uri: string };

/**
 * Reads a location as MLflow states it. `local` paths may be relative; where a `file:` URI is ambiguous (MLflow percent-encodes some and
 * not others) there are two, the more likely one first. `version` may also be `latest` or a stage, as in `models:/name/Production`.
 *
 * @throws MlflowError outsideRoot for a `runs:` or `models:` path with `..`, notFound for an incomplete one
 */
export function parseArtifactUri(uri: string): ArtifactUri {
  const [, scheme = '', rest = ''] = /^([A-Za-z][A-Za-z0-9+.-]+):(.*)$/s.exec(uri) ?? [];
  switch (scheme.toLowerCase()) {
    case '':
      return { kind: 'local', paths: [uri] };
    case 'file':
      return { kind: 'local', paths: filePaths(rest) };
    case 'runs':
      return parseRunUri(uri, rest);
    case 'models':
      return parseModelUri(uri, rest);
    default:
      return { kind: 'remote', scheme: scheme.toLowerCase(), uri };
  }
}

function filePaths(rest: string): readonly string[] {
  const raw = rest.replace(/^\/\/[^/]*/, '').replace(/^\/+([A-Za-z]:[/\\])/, '$1');
  const decoded = percentDecoded(raw);
  return decoded === raw ? [raw] : [decoded, raw];
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) {
      return text;
    }
    throw error;
  }
}

function parseRunUri(uri: string, rest: string): ArtifactUri {
  const [runId, ...path] = artifactPathParts(withoutSlashes(rest));
  if (runId === undefined) {
    throw new MlflowError('notFound', { what: uri, detail: 'it names no run' });
  }
  return { kind: 'run', runId, path: path.join('/') };
}

function parseModelUri(uri: string, rest: string): ArtifactUri {
  const [first = '', ...others] = artifactPathParts(withoutSlashes(rest));
  const [, name, alias] = /^(.+)@([^@]+)$/.exec(first) ?? [];
  if (name !== undefined && alias !== undefined) {
    return { kind: 'alias', name, alias, path: others.join('/') };
  }
  const [version, ...path] = others;
  if (/^m-[0-9a-f]{32}$/.test(first) || (version === undefined && first.startsWith('m-'))) {
    return { kind: 'loggedModel', modelId: first, path: others.join('/') };
  }
  if (version === undefined) {
    throw new MlflowError('notFound', { what: uri, detail: 'it names no version' });
  }
  return { kind: 'version', name: first, version, path: path.join('/') };
}

function withoutSlashes(rest: string): string {
  return rest.replace(/^\/+/, '');
}

/** Adds parts to the path of a URI or path, before its query, as MLflow's append_to_uri_path does. */
export function appendToUri(uri: string, ...parts: readonly string[]): string {
  const suffix = parts.filter((part) => part !== '').join('/');
  if (suffix === '') {
    return uri;
  }
  const [, base = uri, tail = ''] = /^([a-z][a-z0-9+.-]+:[^?#]*)([?#].*)?$/is.exec(uri) ?? [];
  return `${base.replace(/\/$/, '')}/${suffix}${tail}`;
}
