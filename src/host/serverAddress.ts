import { splitCredentials } from '../store/serverUrl.ts';
import type { Credentials } from './serverCredentials.ts';

/** The address of a tracking server as a person typed or pasted it. */
export interface ServerAddress {
  /** Without credentials, query, fragment and slash at the end. */
  readonly url: string;
  /** What stood before the host. */
  readonly credentials?: Credentials | undefined;
}

/** Why a text is no address yet. */
export type AddressProblem = 'empty' | 'scheme' | 'host';

export function readServerAddress(text: string): ServerAddress | AddressProblem {
  const typed = text.trim();
  if (typed === '') {
    return 'empty';
  }
  if (!/^https?:\/\//i.test(typed)) {
    return 'scheme';
  }
  if (!URL.canParse(typed)) {
    return 'host';
  }
  const { url, login } = splitCredentials(typed);
  return login === undefined ? { url } : { url, credentials: { kind: 'basic', ...login } };
}
