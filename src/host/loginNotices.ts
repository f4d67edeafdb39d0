import { MlflowError } from '../model/mlflowError.ts';
import type { Disposable } from '../util/events.ts';
import type { ServerCredentials } from './serverCredentials.ts';
import { serverOriginOf } from './trackingUris.ts';
import type { UserMessages } from './userMessages.ts';

/** Tells once that a server asks for a login, however many views read from it; again when its credentials have changed. */
export class LoginNotices implements Disposable {
  readonly #messages: Pick<UserMessages, 'showError'>;
  readonly #told = new Set<string>();
  readonly #subscription: Disposable;

  constructor(messages: Pick<UserMessages, 'showError'>, credentials: Pick<ServerCredentials, 'onDidChange'>) {
    this.#messages = messages;
    this.#subscription = credentials.onDidChange((origin) => this.#told.delete(origin));
  }

  /** @param url of the request that was refused */
  tell(url: string): void {
    const origin = serverOriginOf(url) ?? url;
    if (!this.#told.has(origin)) {
      this.#told.add(origin);
      this.#messages.showError(new MlflowError('unauthorized', { what: origin }));
    }
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}
