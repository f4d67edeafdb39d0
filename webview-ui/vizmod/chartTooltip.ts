/** A tooltip in VS Code's looks; Vega hands over what it shows. */
export class ChartTooltip {
  readonly #element = document.createElement('div');

  constructor() {
    this.#element.className = 'chart-tooltip';
    this.#element.hidden = true;
    document.body.append(this.#element);
  }

  readonly handle = (_: unknown, event: MouseEvent, __: unknown, value: unknown): void => {
    const isEmpty = value === null || value === undefined || value === '';
    this.#element.hidden = isEmpty;
    if (!isEmpty) {
      this.#element.replaceChildren(...contents(value));
      this.#place(event);
    }
  };

  dispose(): void {
    this.#element.remove();
  }

  /** Beside the pointer, on the side where there is room. */
  #place({ clientX, clientY }: MouseEvent): void {
    const { width, height } = this.#element.getBoundingClientRect();
    const gap = 12;
    const left = clientX + gap + width > window.innerWidth ? clientX - gap - width : clientX + gap;
    const top = clientY + gap + height > window.innerHeight ? clientY - gap - height : clientY + gap;
    this.#element.style.left = `${Math.max(0, left)}px`;
    this.#element.style.top = `${Math.max(0, top)}px`;
  }
}

function contents(value: unknown): HTMLElement[] {
  if (typeof value !== 'object' || value === null) {
    return [textElement('div', value)];
  }
  return Object.entries(value).flatMap(([name, part]) => [textElement('span', name), textElement('b', part)]);
}

function textElement(tag: string, value: unknown): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = typeof value === 'string' ? value : JSON.stringify(value);
  return element;
}
