import { inertDocument, styleAttribute } from './inertHtml.ts';

const removed = 'script, noscript, link, meta, base, iframe, frame, object, embed, template';

/** A logged page without what runs, navigates or loads. Its inline styles wait for {@link styledElements}. */
export function withoutScripts(html: string): string {
  const parsed = inertDocument(html);
  parsed.querySelectorAll(removed).forEach((element) => element.remove());
  for (const element of parsed.querySelectorAll('*')) {
    for (const { name, value } of Array.from(element.attributes)) {
      if (!isHarmless(name, value)) {
        element.removeAttribute(name);
      }
    }
  }
  return `<!DOCTYPE html>${parsed.documentElement.outerHTML}`;
}

/** Puts the inline styles of {@link withoutScripts} into force. */
export function styledElements(content: Document | null): void {
  for (const element of content?.querySelectorAll<HTMLElement>(`[${styleAttribute}]`) ?? []) {
    element.style.cssText = element.getAttribute(styleAttribute) ?? '';
  }
}

/** No event handlers, nothing loaded but what is in the text itself, and links only within the page. */
function isHarmless(name: string, value: string): boolean {
  if (name.startsWith('on')) {
    return false;
  }
  switch (name) {
    case 'src':
      return /^data:image\//i.test(value);
    case 'href':
    case 'xlink:href':
      return value.startsWith('#');
    case 'srcset':
    case 'background':
    case 'poster':
    case 'action':
    case 'formaction':
    case 'ping':
      return false;
    default:
      return true;
  }
}
