/** An element with a class and attributes, as the table's parts make them. */
export function element(tag: string, className: string, attributes: Readonly<Record<string, string>>): HTMLElement {
  const created = document.createElement(tag);
  created.className = className;
  for (const [name, value] of Object.entries(attributes)) {
    created.setAttribute(name, value);
  }
  return created;
}
