/** Elements that text is made of. Anything else is left out, its text stays. */
const allowedTags = words(`
  a abbr b blockquote br caption code col colgroup dd del details div dl dt em figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins
  kbd li mark ol p pre q s samp small span strong sub summary sup table tbody td tfoot th thead tr u ul var
`);

/** Elements whose text is none to read. */
export const silentTags = words(
  'script style iframe object embed template noscript svg math head title link meta base input textarea select button',
);

const attributesOfAll = new Set(['title', 'lang', 'dir']);
const attributesOf: Readonly<Record<string, readonly string[]>> = {
  a: ['href'],
  img: ['src', 'alt', 'width', 'height'],
  ol: ['start', 'reversed'],
  td: ['colspan', 'rowspan', 'align'],
  th: ['colspan', 'rowspan', 'align', 'scope'],
  details: ['open'],
};

export function isAllowedTag(tag: string): boolean {
  return allowedTags.has(tag);
}

/** Whether an attribute may stay: no event handlers, no styles, no links but to pages and letters, no pictures but those in the text itself. */
export function isAllowedAttribute(tag: string, name: string, value: string): boolean {
  if (!attributesOfAll.has(name) && attributesOf[tag]?.includes(name) !== true) {
    return false;
  }
  switch (name) {
    case 'href':
      return /^(https?:|mailto:)/i.test(value.trim());
    case 'src':
      return /^data:image\/(png|jpeg|gif|webp|svg\+xml)[;,]/i.test(value);
    default:
      return true;
  }
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
