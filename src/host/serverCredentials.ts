import type * as vscode from 'vscode';
import { basicAuthorization } from '../store/serverUrl.ts';
import { Emitter, type Event } from '../util/events.ts';
import { serverOriginOf } from './trackingUris.ts';

/** What a person gave to log in to a server. */
export type Credentials =
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  | { readonly kind: 'token'; readonly token: string };

const keyPrefix = 'credentials:';

/** The credentials that people gave, in VS Code's secret storage and nowhere else: one for each server, that is, scheme, host and port. */
export class ServerCredentials implements vscode.Disposable {
  readonly #secrets: vscode.SecretStorage;
  readonly #subscription: vscode.Disposable;
  readonly #onDidChange = new Emitter<string>();

  /** Fires with the origin of the server whose credentials were set or forgotten, in this window or another. */
  readonly onDidChange: Event<string> = this.#onDidChange.event;

  constructor(secrets: vscode.SecretStorage) {
    this.#secrets = secrets;
    this.#subscription = secrets.onDidChange(({ key }) => {
      if (key.startsWith(keyPrefix)) {
        this.#onDidChange.fire(key.slice(keyPrefix.length));
      }
    });
  }

  /** @param uri of a server, or anything below it */
  async get(uri: string): Promise<Credentials | undefined> {
    const origin = serverOriginOf(uri);
    const text = origin === undefined ? undefined : await this.#secrets.get(`${keyPrefix}${origin}`);
    return text === undefined ? undefined : readCredentials(text);
  }

  /** What is no server has no place for credentials. */
  async set(uri: string, credentials: Credentials): Promise<void> {
    const origin = serverOriginOf(uri);
    if (origin !== undefined) {
      await this.#secrets.store(`${keyPrefix}${origin}`, JSON.stringify(credentials));
    }
  }

  async forget(uri: string): Promise<void> {
    await this.#secrets.delete(`${keyPrefix}${serverOriginOf(uri) ?? ''}`);
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#onDidChange.dispose();
  }
}

/** The same login for a script that logs to the server: the variables that MLflow's own client reads (1.x to 3.x). */
export function loginVariables(credentials: Credentials | undefined): Readonly<Record<string, string>> {
  switch (credentials?.kind) {
    case undefined:
      return {};
    case 'token':
      return { MLFLOW_TRACKING_TOKEN: credentials.token };
    case 'basic':
      return { MLFLOW_TRACKING_USERNAME: credentials.user, MLFLOW_TRACKING_PASSWORD: credentials.password };
  }
}

export function authorizationOf(credentials: Credentials): string {
  return credentials.kind === 'token'
    ? `Bearer ${credentials.token}`
    : basicAuthorization(credentials.user, credentials.password);
}

/** Absent for what an older or newer version of this extension may have kept. */
function readCredentials(text: string): Credentials | undefined {
  const { kind, user, password, token } = JSON.parse(text) as Readonly<Record<string, unknown>>;
  if (kind === 'basic' && typeof user === 'string' && typeof password === 'string') {
    return { kind, user, password };
  }
  return kind === 'token' && typeof token === 'string' ? { kind, token } : undefined;
}
