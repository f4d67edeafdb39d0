import { pageProblem } from '../../src/protocol/page.ts';
import { Rpc, type RpcPort } from '../../src/protocol/rpc.ts';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** What the page asks of VS Code: the channel to its panel, and the small state that survives a reload of the window. */
export interface HostBridge {
  readonly rpc: Rpc;
  /** What {@link HostBridge.saveState} kept, of whatever version wrote it; `undefined` at first. */
  readonly savedState: unknown;
  saveState(state: unknown): void;
}

/** Connects the page; VS Code allows it once per page. */
export function connectToHost(): HostBridge {
  const api = acquireVsCodeApi();
  // A page that comes back must not take the answers meant for the page it replaces.
  const firstId = Math.floor(Math.random() * 2 ** 40);
  const rpc = new Rpc(windowPort(api), (what, error) => report(rpc, what, error), firstId);
  window.addEventListener('error', (event) => report(rpc, event.message, event.error));
  window.addEventListener('unhandledrejection', (event) => report(rpc, 'unhandled rejection', event.reason));
  return {
    rpc,
    savedState: api.getState(),
    saveState: (state) => api.setState(state),
  };
}

function report(rpc: Rpc, what: string, error: unknown): void {
  const message = error instanceof Error ? `${what}: ${error.message}` : what;
  rpc.notify(pageProblem, {
    what: message,
    ...(error instanceof Error && error.stack !== undefined && { stack: error.stack }),
  });
}

function windowPort(api: VsCodeApi): RpcPort {
  return {
    post: (message) => api.postMessage(message),
    listen: (listener) => {
      const onMessage = (event: MessageEvent<unknown>): void => listener(event.data);
      window.addEventListener('message', onMessage);
      return { dispose: () => window.removeEventListener('message', onMessage) };
    },
  };
}
