import type { Webview } from 'vscode';
import type { RpcPort } from '../protocol/rpc.ts';

/**
 * The host's end of a webview's channel. VS Code carries messages as JSON with typed arrays beside it: a NaN, an infinity, a Map or
 * an `undefined` in an array survives only inside a typed array. A hidden page hears nothing; it asks again when it is back.
 */
export function webviewPort(webview: Webview): RpcPort {
  return {
    post: (message) => void webview.postMessage(message),
    listen: (listener) => webview.onDidReceiveMessage(listener),
  };
}
