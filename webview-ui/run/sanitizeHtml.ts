import { inertDocument, styleAttribute } from './inertHtml.ts';
import { isAllowedAttribute, isAllowedTag, silentTags } from './safeHtml.ts';

/** Without it the element is nothing. */
const neededAttribute: Readonly<Record<string, string>> = { a: 'href', img: 'src' };

/**
 * The text of a HTML fragment as new elements of the page: built one by one out of what is allowed, so that nothing of the original is
 * ever part of the document.
 */
export function sanitizedHtml(html: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  copyChildren(inertDocument(html).body, fragment);
  return fragment;
}

function copyChildren(from: Node, to: Node): void {
  for (const child of from.childNodes) {
    if (child instanceof Text) {
      to.appendChild(document.createTextNode(child.data));
    } else if (child instanceof Element) {
      copyElement(child, to);
    }
  }
}

function copyElement(element: Element, to: Node): void {
  const tag = element.localName;
  if (silentTags.has(tag)) {
    return;
  }
  if (!isAllowedTag(tag)) {
    copyChildren(element, to);
    return;
  }
  const copy = document.createElement(demoted(tag));
  for (const { name, value } of element.attributes) {
    if (isAllowedAttribute(tag, name, value)) {
      copy.setAttribute(name, value);
    }
  }
  const needed = neededAttribute[tag];
  if (needed !== undefined && !copy.hasAttribute(needed)) {
    // A link that leads nowhere is text, and a picture that may not be loaded is what it is said to show.
    to.appendChild(document.createTextNode(element.getAttribute('alt') ?? ''));
    copyChildren(element, to);
    return;
  }
  // How Markdown says to which side a column of a table is set.
  copy.style.textAlign =
    /text-align:\s*(left|right|center)/.exec(element.getAttribute(styleAttribute) ?? '')?.[1] ?? '';
  copyChildren(element, copy);
  to.appendChild(copy);
}

/** A heading of the text below those of the page: its first two levels are the run's name and the section's title. */
function demoted(tag: string): string {
  const level = /^h([1-6])$/.exec(tag)?.[1];
  return level === undefined ? tag : `h${Math.min(6, Number(level) + 2)}`;
}
