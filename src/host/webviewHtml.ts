/** The webview pages there are; each is built from webview-ui/<name>/main.tsx into dist/webview/<name>.js and .css. */
export type WebviewAppName = 'experiment' | 'run' | 'vizmod';

export interface WebviewHtmlParts {
  readonly app: WebviewAppName;
  /** Random per page; see {@link makeNonce}. */
  readonly nonce: string;
  /** The origin that the webview loads local files from: `webview.cspSource`. */
  readonly cspSource: string;
  /** The page's own files as the webview may load them, by their name in dist/webview. */
  readonly resource: (fileName: string) => string;
  /** BCP 47 tag of the display language. */
  readonly language: string;
}

/**
 * The whole HTML of a page: nothing loads but our own script, styles and fonts, and nothing is evaluated. No data is written into it;
 * the page asks for its data once it runs.
 */
export function webviewHtml({ app, nonce, cspSource, resource, language }: WebviewHtmlParts): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `font-src ${cspSource}`,
    `img-src ${cspSource} data: blob:`,
  ].join('; ');
  const file = (name: string): string => escapeAttribute(resource(name));
  return `<!DOCTYPE html>
<html lang="${escapeAttribute(language)}">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${escapeAttribute(policy)}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta property="csp-nonce" content="${nonce}">
    <link rel="stylesheet" href="${file('codicon.css')}">
    <link rel="stylesheet" href="${file(`${app}.css`)}">
  </head>
  <body>
    <div id="root"></div>
    <script nonce="${nonce}" type="module" src="${file(`${app}.js`)}"></script>
  </body>
</html>
`;
}

/** 128 random bits, as a CSP nonce. */
export function makeNonce(): string {
  return crypto.randomUUID().replaceAll('-', '');
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
}
