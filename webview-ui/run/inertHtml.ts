/** Where the inline style of an element waits that no nonce can allow. */
export const styleAttribute = 'data-vizmod-style';

// Neither can be made slow: what one part of a pattern takes, none of its neighbours could.
const tag = /<[a-z][^\s/><]*(?:[\s/]+[^\s"'>/=<]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'><]+))?)*[\s/]*>/gi;
const attribute = /([\s/])([^\s"'>/=<]+)((?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'><]+))?)/g;

/** HTML as a document that runs and loads nothing, and that the policy of our page has nothing to say against. */
export function inertDocument(html: string): Document {
  return new DOMParser().parseFromString(tamedHtml(html, pageNonce()), 'text/html');
}

/**
 * HTML whose style sheets have the nonce and whose inline styles are called otherwise: a page's policy holds for whatever it parses, and
 * each refusal is an error in the console.
 */
export function tamedHtml(html: string, nonce: string): string {
  return html.replaceAll(tag, (text) =>
    text
      .replaceAll(attribute, (whole, before: string, name: string, value: string) =>
        name.toLowerCase() === 'style' ? `${before}${styleAttribute}${value}` : whole,
      )
      .replace(/^<style\b/i, `<style nonce="${nonce}"`),
  );
}

/** The nonce of the page's own policy. */
function pageNonce(): string {
  return document.querySelector('meta[property="csp-nonce"]')?.getAttribute('content') ?? '';
}
