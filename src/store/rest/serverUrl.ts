import { MlflowError } from '../../model/mlflowError.ts';

export interface ServerUrl {
  readonly url: string;
  /** The header for credentials that the address held; absent when it held none. */
  readonly authorization: string | undefined;
}

/** Takes user and password out of a server's address: `fetch` refuses them there, and an address is shown and logged. */
export function splitCredentials(serverUrl: string): ServerUrl {
  if (!URL.canParse(serverUrl)) {
    throw new MlflowError('unsupported', { what: serverUrl, detail: 'not an address' });
  }
  const url = new URL(serverUrl);
  const { username, password } = url;
  url.username = '';
  url.password = '';
  const authorization =
    username === '' && password === ''
      ? undefined
      : `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`;
  return { url: `${url.origin}${url.pathname}`.replace(/\/+$/, ''), authorization };
}
