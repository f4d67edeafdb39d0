import * as vscode from 'vscode';
import { pageProblem } from '../protocol/page.ts';
import { Rpc } from '../protocol/rpc.ts';
import type { Event } from '../util/events.ts';
import { makeNonce, webviewHtml, type WebviewAppName } from './webviewHtml.ts';
import { webviewPort } from './webviewPort.ts';

/** One kind of panel: which page it shows, and how its tab looks. */
export interface WebviewPanelKind {
  /** One of `panelTypes`. */
  readonly panelType: string;
  readonly app: WebviewAppName;
  /** File names below media/. */
  readonly icon: { readonly light: string; readonly dark: string };
}

export interface WebviewPanelEnvironment {
  readonly extensionUri: vscode.Uri;
  /** Hears of messages and errors that no answer can carry. */
  readonly onUnexpected: (what: string, error?: unknown) => void;
}

/** A VS Code panel that shows one of our pages, and the channel to it. Closing the tab and disposing it are the same. */
export class WebviewPanel implements vscode.Disposable {
  readonly rpc: Rpc;
  /** Fires once, when the tab was closed or the panel disposed. */
  readonly onDidDispose: Event<void>;
  readonly #panel: vscode.WebviewPanel;

  /** Fills a panel that VS Code made: a new one, or one that it restores after a reload. */
  constructor(
    panel: vscode.WebviewPanel,
    kind: WebviewPanelKind,
    { extensionUri, onUnexpected }: WebviewPanelEnvironment,
  ) {
    const files = vscode.Uri.joinPath(extensionUri, 'dist', 'webview');
    const media = vscode.Uri.joinPath(extensionUri, 'media');
    const { webview } = panel;
    webview.options = { enableScripts: true, localResourceRoots: [files] };
    panel.iconPath = {
      light: vscode.Uri.joinPath(media, kind.icon.light),
      dark: vscode.Uri.joinPath(media, kind.icon.dark),
    };
    this.#panel = panel;
    this.onDidDispose = (listener) => panel.onDidDispose(listener);
    this.rpc = new Rpc(webviewPort(webview), onUnexpected);
    this.rpc.on(pageProblem, ({ what, stack }) => onUnexpected(`${kind.app} page: ${what}`, stack));
    panel.onDidDispose(() => this.rpc.dispose());
    webview.html = webviewHtml({
      app: kind.app,
      nonce: makeNonce(),
      cspSource: webview.cspSource,
      resource: (name) => webview.asWebviewUri(vscode.Uri.joinPath(files, name)).toString(),
      language: vscode.env.language,
    });
  }

  static open(
    kind: WebviewPanelKind,
    title: string,
    column: vscode.ViewColumn,
    environment: WebviewPanelEnvironment,
  ): WebviewPanel {
    const panel = vscode.window.createWebviewPanel(kind.panelType, title, column);
    return new WebviewPanel(panel, kind, environment);
  }

  get title(): string {
    return this.#panel.title;
  }

  set title(title: string) {
    this.#panel.title = title;
  }

  get isVisible(): boolean {
    return this.#panel.visible;
  }

  get onDidChangeViewState(): vscode.Event<unknown> {
    return this.#panel.onDidChangeViewState;
  }

  reveal(column?: vscode.ViewColumn): void {
    this.#panel.reveal(column);
  }

  dispose(): void {
    this.#panel.dispose();
  }
}

/**
 * Brings panels of one kind back after a reload, from the state that their page kept with `setState`. A tab whose state is not (any
 * longer) understood is closed.
 */
export function restoreWebviewPanels<State>(
  kind: WebviewPanelKind,
  environment: WebviewPanelEnvironment,
  isState: (state: unknown) => state is State,
  restore: (panel: WebviewPanel, state: State) => void,
): vscode.Disposable {
  const deserializeWebviewPanel = (panel: vscode.WebviewPanel, state: unknown): Promise<void> => {
    if (isState(state)) {
      restore(new WebviewPanel(panel, kind, environment), state);
    } else {
      panel.dispose();
    }
    return Promise.resolve();
  };
  return vscode.window.registerWebviewPanelSerializer(kind.panelType, { deserializeWebviewPanel });
}
