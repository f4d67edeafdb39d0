import type { ComponentChild } from 'preact';
import { useMemo } from 'preact/hooks';
import { styledElements, withoutScripts } from './frameDocument.ts';

interface HtmlFrameProps {
  readonly html: string;
  readonly title: string;
}

/**
 * A page somebody logged, in a frame that may run nothing, send nothing and load nothing: without scripts there is nobody in it who
 * could use that it has our origin, which is what lets us put its inline styles back.
 */
export function HtmlFrame({ html, title }: HtmlFrameProps): ComponentChild {
  const content = useMemo(() => withoutScripts(html), [html]);
  return (
    <>
      <p class="quiet extent">Without scripts and without anything from elsewhere</p>
      <iframe
        class="page"
        sandbox="allow-same-origin"
        srcDoc={content}
        title={title}
        onLoad={({ currentTarget }) => styledElements(currentTarget.contentDocument)}
      />
    </>
  );
}
