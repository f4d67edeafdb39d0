import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectSecurely, type DetailedPeerCertificate, type TLSSocket } from 'node:tls';
import { cancelledError } from '../../model/mlflowError.ts';
import type { CertificateFacts, ConnectionFacts, NameFacts } from '../../model/diagnosis/serverFacts.ts';

export interface ConnectionCheck {
  readonly server: URL;
  /** Milliseconds for each step. */
  readonly timeout: number;
  readonly signal?: AbortSignal | undefined;
}

/** What the system's resolver says of the server's name. @throws MlflowError cancelled */
export async function diagnoseName(check: ConnectionCheck): Promise<NameFacts> {
  const host = hostOf(check.server);
  const start = performance.now();
  try {
    const found = await within(check, lookup(host, { all: true }));
    return { kind: 'found', host, addresses: found.map(({ address }) => address), took: performance.now() - start };
  } catch (error) {
    return { kind: 'failed', host, code: failureCode(error, check), took: performance.now() - start };
  }
}

/** Whether the server's port takes a direct connection. @throws MlflowError cancelled */
export async function diagnosePort(check: ConnectionCheck): Promise<ConnectionFacts> {
  const port = portOf(check.server);
  const start = performance.now();
  const socket = connect({ host: hostOf(check.server), port });
  try {
    await within(check, opened(socket, 'connect'));
    return { kind: 'open', port, took: performance.now() - start };
  } catch (error) {
    return { kind: 'failed', port, code: failureCode(error, check) };
  } finally {
    socket.destroy();
  }
}

/** The certificate that the server shows, trusted or not. @throws MlflowError cancelled */
export async function diagnoseCertificate(check: ConnectionCheck): Promise<CertificateFacts> {
  const host = hostOf(check.server);
  // Nothing is sent over this connection: it only looks at what the server shows.
  const options = { host, port: portOf(check.server), rejectUnauthorized: false };
  const socket = connectSecurely({ ...options, ...(isIP(host) === 0 && { servername: host }) });
  try {
    await within(check, opened(socket, 'secureConnect'));
    return certificateFacts(socket);
  } catch (error) {
    return { refusal: failureCode(error, check) };
  } finally {
    socket.destroy();
  }
}

function certificateFacts(socket: TLSSocket): CertificateFacts {
  const { issuer, subject, valid_to: validTo } = socket.getPeerCertificate(true);
  const expires = Date.parse(validTo);
  return {
    issuer: nameIn(issuer),
    subject: nameIn(subject),
    expires: Number.isNaN(expires) ? undefined : expires,
    refusal: socket.authorized ? undefined : refusalOf(socket.authorizationError),
  };
}

function nameIn(named: DetailedPeerCertificate['issuer'] | undefined): string | undefined {
  const name = named?.CN ?? named?.O;
  return Array.isArray(name) ? name.join(', ') : name;
}

/** Node declares an error and gives, depending on what is wrong, a code as text. */
function refusalOf(error: unknown): string {
  if (error instanceof Error) {
    return 'code' in error ? String(error.code) : error.message;
  }
  return String(error);
}

function opened(socket: Socket, event: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, () => resolve());
    socket.once('error', reject);
  });
}

class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

/** The result, or a rejection when it takes too long or is given up. */
async function within<T>({ timeout, signal }: ConnectionCheck, work: Promise<T>): Promise<T> {
  const limit = AbortSignal.timeout(timeout);
  const ended = signal === undefined ? limit : AbortSignal.any([signal, limit]);
  return await new Promise((resolve, reject) => {
    const giveUp = (): void => reject(new TimeoutError());
    ended.addEventListener('abort', giveUp, { once: true });
    if (ended.aborted) {
      giveUp();
    }
    work.then(resolve, reject).finally(() => ended.removeEventListener('abort', giveUp));
  });
}

function failureCode(error: unknown, { server, signal }: ConnectionCheck): string {
  if (signal?.aborted === true) {
    throw cancelledError(server.origin);
  }
  if (error instanceof TimeoutError) {
    return 'timeout';
  }
  if (error instanceof AggregateError) {
    // A name with several addresses: each was tried, and the last says no less than the first.
    return failureCode(error.errors.at(-1), { server, timeout: 0, signal });
  }
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

/** Without the brackets that a URL has around an IPv6 address. */
function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

function portOf({ port, protocol }: URL): number {
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}
