import type { ServerSettings, Settings } from '../contributions.ts';
import { serverAuthorization } from './serverAuthorization.ts';
import { authorizationOf, type Credentials } from './serverCredentials.ts';
import { isPersonsOwn, type NamedStore } from './storeOrigin.ts';

export interface ServerHeadersParts {
  readonly credentials: { get(serverUrl: string): Promise<Credentials | undefined> };
  /** How the window came to know a server. */
  readonly namesOf: (serverUrl: string) => readonly NamedStore[];
  /** The environment of the extension host. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** The setting `vizmod.servers`. */
  readonly servers: () => Settings['servers'];
  readonly isTrusted: () => boolean;
}

/**
 * The headers of the person for a request to a server: those of the setting `vizmod.servers`, and the Authorization of, in this order,
 * 1. secret storage, where credentials are kept for the one server (scheme, host, port) for which the person typed them;
 * 2. the place where this server was named: its address itself, or the `.env` file that names it; of what an untrusted workspace
 *    names, nothing;
 * 3. MLFLOW_TRACKING_TOKEN, or _USERNAME and _PASSWORD, of the environment: only for the server that MLFLOW_TRACKING_URI names (of the
 *    environment, or of a `.env` file in a trusted workspace), and for those in the person's settings (the workspace's count as theirs
 *    once they trust it). A server that nothing but code names never gets them: who writes a file that is looked through could
 *    otherwise choose where they go.
 */
export async function serverHeaders(
  serverUrl: string,
  parts: ServerHeadersParts,
): Promise<Readonly<Record<string, string>>> {
  const headers = headersFor(serverUrl, parts.servers());
  const authorization = await authorizationFor(serverUrl, parts);
  return authorization === undefined ? headers : { ...headers, authorization };
}

async function authorizationFor(serverUrl: string, parts: ServerHeadersParts): Promise<string | undefined> {
  const kept = await parts.credentials.get(serverUrl);
  if (kept !== undefined) {
    return authorizationOf(kept);
  }
  const names = parts.namesOf(serverUrl).filter(({ origin }) => parts.isTrusted() || isPersonsOwn(origin));
  const named = names.find(({ authorization }) => authorization !== undefined);
  if (named !== undefined) {
    return named.authorization;
  }
  const takesEnvironment = names.some(({ origin }) => ['environment', 'envFile', 'setting'].includes(origin.kind));
  return takesEnvironment ? serverAuthorization(parts.variables) : undefined;
}

/** The entries whose address is the server's, or one above it; of several that set a header, the longest address wins. */
function headersFor(serverUrl: string, servers: Settings['servers']): Readonly<Record<string, string>> {
  const entries = Object.entries(servers)
    .map(([address, entry]) => ({ address: address.replace(/\/+$/, ''), entry }))
    .filter(({ address }) => serverUrl === address || serverUrl.startsWith(`${address}/`))
    .sort((a, b) => a.address.length - b.address.length);
  return Object.fromEntries(entries.flatMap(({ entry }) => sendableHeaders(entry)));
}

/** Settings are typed by hand: what is no header would make every request fail. */
function sendableHeaders(entry: ServerSettings): readonly (readonly [string, string])[] {
  const headers: unknown = typeof entry === 'object' && entry !== null ? entry.headers : undefined;
  if (typeof headers !== 'object' || headers === null) {
    return [];
  }
  return Object.entries(headers).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'string' && /^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\t\u0020-\u007E\u0080-\u00FF]*$/.test(value)
      ? [[name.toLowerCase(), value] as const]
      : [],
  );
}
