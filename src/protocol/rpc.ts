import { MlflowError } from '../model/mlflowError.ts';
import { fromWireError, toWireError, type WireError } from '../model/wireError.ts';
import type { Disposable } from '../util/events.ts';

/** A question one end asks the other: its name carries the types of question and answer, so that both ends are checked. */
export interface RequestType<Params, Result> {
  readonly kind: 'request';
  readonly method: string;
  /** Never set; holds the types. */
  readonly types?: { readonly params: Params; readonly result: Result };
}

/** A statement that wants no answer. */
export interface NotificationType<Params> {
  readonly kind: 'notification';
  readonly method: string;
  /** Never set; holds the type. */
  readonly types?: { readonly params: Params };
}

export function requestType<Params, Result>(method: string): RequestType<Params, Result> {
  return { kind: 'request', method };
}

export function notificationType<Params>(method: string): NotificationType<Params> {
  return { kind: 'notification', method };
}

export type RpcMessage =
  | { readonly type: 'request'; readonly id: number; readonly method: string; readonly params: unknown }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'result'; readonly id: number; readonly result: unknown }
  | { readonly type: 'error'; readonly id: number; readonly error: WireError }
  | { readonly type: 'notification'; readonly method: string; readonly params: unknown };

/** The two-way channel below: VS Code's `webview` on one end, `acquireVsCodeApi()` and `window` on the other. */
export interface RpcPort {
  post(message: RpcMessage): void;
  /** Delivers whatever arrives; it may be anything. */
  listen(listener: (message: unknown) => void): Disposable;
}

type RequestHandler = (params: unknown, signal: AbortSignal) => unknown;
type NotificationHandler = (params: unknown) => void;

interface PendingRequest {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: MlflowError) => void;
  readonly method: string;
}

/**
 * Typed requests and notifications over a {@link RpcPort}; the same class serves both ends. Every request is answered: by the
 * handler's result, by its error, or by `unsupported` when nobody handles it. An aborted request rejects with `cancelled` at once
 * and its handler's signal aborts. Disposal rejects what is pending with `cancelled`.
 */
export class Rpc implements Disposable {
  readonly #port: RpcPort;
  readonly #onUnexpected: (what: string, error?: unknown) => void;
  readonly #subscription: Disposable;
  readonly #requestHandlers = new Map<string, RequestHandler>();
  readonly #notificationHandlers = new Map<string, NotificationHandler>();
  readonly #pending = new Map<number, PendingRequest>();
  readonly #running = new Map<number, AbortController>();
  #nextId: number;

  /**
   * @param onUnexpected hears of what no answer can carry: unknown messages and errors that are not MlflowErrors
   * @param firstId where request ids start; an end that may be replaced while answers are on their way (a reloaded page) takes a random one
   */
  constructor(port: RpcPort, onUnexpected: (what: string, error?: unknown) => void, firstId = 1) {
    this.#port = port;
    this.#nextId = firstId;
    this.#onUnexpected = onUnexpected;
    this.#subscription = port.listen((message) => this.#receive(message));
  }

  handle<Params, Result>(
    type: RequestType<Params, Result>,
    handler: (params: Params, signal: AbortSignal) => Result | Promise<Result>,
  ): void {
    // The other end was compiled against the same RequestType, so its params have the type's shape.
    this.#requestHandlers.set(type.method, (params, signal) => handler(params as Params, signal));
  }

  on<Params>(type: NotificationType<Params>, handler: (params: Params) => void): void {
    this.#notificationHandlers.set(type.method, (params) => handler(params as Params));
  }

  request<Params, Result>(type: RequestType<Params, Result>, params: Params, signal?: AbortSignal): Promise<Result> {
    const id = this.#nextId++;
    return new Promise<Result>((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(new MlflowError('cancelled', { what: type.method }));
        return;
      }
      signal?.addEventListener('abort', () => this.#abandon(id), { once: true });
      this.#pending.set(id, { resolve: (result) => resolve(result as Result), reject, method: type.method });
      this.#port.post({ type: 'request', id, method: type.method, params });
    });
  }

  notify<Params>(type: NotificationType<Params>, params: Params): void {
    this.#port.post({ type: 'notification', method: type.method, params });
  }

  dispose(): void {
    this.#subscription.dispose();
    for (const controller of this.#running.values()) {
      controller.abort();
    }
    this.#running.clear();
    const ids = [...this.#pending.keys()];
    for (const id of ids) {
      this.#settle(id)?.reject(new MlflowError('cancelled', { what: 'the panel was closed' }));
    }
  }

  #abandon(id: number): void {
    const pending = this.#settle(id);
    if (pending !== undefined) {
      this.#port.post({ type: 'cancel', id });
      pending.reject(new MlflowError('cancelled', { what: pending.method }));
    }
  }

  #settle(id: number): PendingRequest | undefined {
    const pending = this.#pending.get(id);
    this.#pending.delete(id);
    return pending;
  }

  #receive(message: unknown): void {
    if (!isRpcMessage(message)) {
      this.#onUnexpected('a message that is not ours');
      return;
    }
    switch (message.type) {
      case 'request':
        void this.#answer(message.id, message.method, message.params);
        break;
      case 'cancel':
        this.#running.get(message.id)?.abort();
        break;
      case 'result':
        this.#settle(message.id)?.resolve(message.result);
        break;
      case 'error':
        this.#settle(message.id)?.reject(fromWireError(message.error));
        break;
      case 'notification':
        this.#notified(message.method, message.params);
        break;
    }
  }

  async #answer(id: number, method: string, params: unknown): Promise<void> {
    const controller = new AbortController();
    this.#running.set(id, controller);
    try {
      const handler = this.#requestHandlers.get(method);
      if (handler === undefined) {
        throw new MlflowError('unsupported', { what: method });
      }
      const result = await handler(params, controller.signal);
      this.#reply(id, { type: 'result', id, result });
    } catch (error) {
      if (!MlflowError.is(error)) {
        this.#onUnexpected(method, error);
      }
      this.#reply(id, { type: 'error', id, error: toWireError(error) });
    }
  }

  #reply(id: number, message: RpcMessage): void {
    if (this.#running.delete(id)) {
      this.#port.post(message);
    }
  }

  #notified(method: string, params: unknown): void {
    const handler = this.#notificationHandlers.get(method);
    if (handler === undefined) {
      this.#onUnexpected(method);
      return;
    }
    handler(params);
  }
}

function isRpcMessage(message: unknown): message is RpcMessage {
  if (typeof message !== 'object' || message === null || !('type' in message)) {
    return false;
  }
  const { type } = message;
  const hasId = 'id' in message && typeof message.id === 'number';
  const hasMethod = 'method' in message && typeof message.method === 'string';
  return (
    (type === 'request' && hasId && hasMethod) ||
    (type === 'notification' && hasMethod) ||
    ((type === 'cancel' || type === 'result' || type === 'error') && hasId)
  );
}
