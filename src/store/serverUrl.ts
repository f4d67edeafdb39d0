import { MlflowError } from '../model/mlflowError.ts';

export interface ServerUrl {
  /** Without credentials, query, fragment and slash at the end. */
  readonly url: string;
  /** Absent when the address held no credentials. */
  readonly login?: { readonly user: string; readonly password: string } | undefined;
  /** The header for these credentials. */
  readonly authorization: string | undefined;
}

/** Takes user and password out of a server's address: `fetch` refuses them there, and an address is shown and logged. */
export function splitCredentials(serverUrl: string): ServerUrl {
  if (!URL.canParse(serverUrl)) {
    throw new MlflowError('unsupported', { what: serverUrl, detail: 'not an address' });
  }
  const { origin, pathname, username, password } = new URL(serverUrl);
  const url = `${origin}${pathname}`.replace(/\/+$/, '');
  if (username === '' && password === '') {
    return { url, authorization: undefined };
  }
  const login = { user: decoded(username), password: decoded(password) };
  return { url, login, authorization: basicAuthorization(login.user, login.password) };
}

export function basicAuthorization(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
}

/** People type passwords as they are: what is no escape stands for itself. */
function decoded(text: string): string {
  return text.replaceAll(/(?:%[\da-f]{2})+/gi, (escapes) => {
    try {
      return decodeURIComponent(escapes);
    } catch {
      return escapes;
    }
  });
}
