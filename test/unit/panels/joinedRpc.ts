import { Rpc, type RpcPort } from '../../../src/protocol/rpc.ts';

export interface JoinedRpc {
  readonly host: Rpc;
  readonly page: Rpc;
  /** What the host has said unasked, in order. */
  readonly heard: { readonly method: string; readonly params: unknown }[];
}

type End = 'host' | 'page';

/** Both ends of a panel's channel, joined as `postMessage` joins them: what arrives is a copy, and arrives later. */
export function joinedRpc(): JoinedRpc {
  const heard: JoinedRpc['heard'] = [];
  const listeners = { page: new Set<(message: unknown) => void>(), host: new Set<(message: unknown) => void>() };
  const port = (own: End, other: End): RpcPort => ({
    post: (message) => {
      if (own === 'host' && message.type === 'notification') {
        heard.push({ method: message.method, params: message.params });
      }
      const copy: unknown = structuredClone(message);
      queueMicrotask(() => listeners[other].forEach((listener) => listener(copy)));
    },
    listen: (listener) => {
      listeners[own].add(listener);
      return { dispose: () => listeners[own].delete(listener) };
    },
  });
  return {
    host: new Rpc(port('host', 'page'), () => undefined),
    page: new Rpc(port('page', 'host'), () => undefined),
    heard,
  };
}
