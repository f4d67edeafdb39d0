import type { ComponentChild } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { sanitizedHtml } from './sanitizeHtml.ts';

/** Rendered Markdown. */
export function HtmlView({ html }: { readonly html: string }): ComponentChild {
  const element = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => element.current?.replaceChildren(sanitizedHtml(html)), [html]);
  return <div class="markdown" ref={element} />;
}
