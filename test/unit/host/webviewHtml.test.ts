import { describe, expect, it } from 'vitest';
import { makeNonce, webviewHtml } from '../../../src/host/webviewHtml.ts';

describe('webviewHtml', () => {
  const html = webviewHtml({
    app: 'experiment',
    nonce: 'n0nce',
    cspSource: 'https://page.test',
    resource: (name) => `https://page.test/"${name}`,
    language: 'en',
  });

  it('allows nothing but its own files, and scripts only by nonce', () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1]?.split('; ');
    expect(policy).toEqual([
      "default-src 'none'",
      "script-src 'nonce-n0nce'",
      "style-src https://page.test 'nonce-n0nce'",
      'font-src https://page.test',
      'img-src https://page.test data: blob:',
    ]);
  });

  it('escapes what it is given', () => {
    expect(html.match(/(?:src|href)="[^"]*"/g)).toEqual([
      'href="https://page.test/&quot;codicon.css"',
      'href="https://page.test/&quot;experiment.css"',
      'src="https://page.test/&quot;experiment.js"',
    ]);
  });

  it('makes nonces that a policy can hold', () => {
    expect(makeNonce()).toMatch(/^[\da-f]{32}$/);
    expect(makeNonce()).not.toBe(makeNonce());
  });
});
