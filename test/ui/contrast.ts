import type { Locator } from 'playwright-core';

/** The least contrast, as WCAG 2 measures it, of the elements' text against what is behind it. */
export async function leastContrast(elements: readonly Locator[]): Promise<number> {
  const contrasts = await Promise.all(elements.map(async (element) => await element.evaluate(contrastOf)));
  return Math.min(...contrasts);
}

/** Runs in the page, so it brings everything that it needs. */
function contrastOf(element: Element): number {
  type Color = readonly [red: number, green: number, blue: number, alpha: number];
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const colorOf = (css: string): Color => {
    if (context === null) {
      return [0, 0, 0, 0];
    }
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = css;
    context.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const over = (top: Color, bottom: Color): Color => {
    const mix = (index: 0 | 1 | 2): number => top[index] * top[3] + bottom[index] * (1 - top[3]);
    return [mix(0), mix(1), mix(2), 1];
  };
  const backgroundOf = (of: Element | null): Color =>
    of === null
      ? [255, 255, 255, 1]
      : over(colorOf(getComputedStyle(of).backgroundColor), backgroundOf(of.parentElement));
  const luminance = (color: Color): number => {
    const linear = (index: 0 | 1 | 2): number => {
      const part = color[index] / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * linear(0) + 0.7152 * linear(1) + 0.0722 * linear(2);
  };
  const background = backgroundOf(element);
  const text = luminance(over(colorOf(getComputedStyle(element).color), background));
  const behind = luminance(background);
  return (Math.max(text, behind) + 0.05) / (Math.min(text, behind) + 0.05);
}
