import type { Locator } from 'playwright-core';

const limitMs = 30_000;
const pauseMs = 50;

/** Waits until what `look` sees is what is wanted, and tells what it saw last when that never happens. */
async function until<Value>(
  what: string,
  look: () => Promise<Value>,
  isWanted: (value: Value) => boolean,
): Promise<void> {
  const deadline = Date.now() + limitMs;
  let last = await look();
  while (!isWanted(last)) {
    if (Date.now() > deadline) {
      throw new Error(`${what}: still ${JSON.stringify(last)} after ${limitMs / 1000} s`);
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    last = await look();
  }
}

export async function countReaches(locator: Locator, count: number): Promise<void> {
  await until(
    `${count} of ${locator.toString()}`,
    async () => await locator.count(),
    (seen) => seen === count,
  );
}

export async function attributeReaches(
  locator: Locator,
  name: string,
  wanted: string | ((value: string | null) => boolean),
): Promise<void> {
  const isWanted = typeof wanted === 'string' ? (value: string | null) => value === wanted : wanted;
  await until(`${name} of ${locator.toString()}`, async () => await locator.getAttribute(name), isWanted);
}

export async function textReaches(locator: Locator, wanted: RegExp): Promise<void> {
  await until(
    `text of ${locator.toString()}`,
    async () => (await locator.allInnerTexts()).join('\n'),
    (seen) => wanted.test(seen),
  );
}
