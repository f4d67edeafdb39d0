import type { Locator } from 'playwright-core';

const limitMs = 30_000;
const pauseMs = 50;
/** How long one key may take to show. */
const stepMs = 1000;

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

/** Takes steps until what `look` sees is what is wanted; after each step waits a moment for what it does. */
export async function stepUntil<Value>(
  step: () => Promise<void>,
  look: () => Promise<Value>,
  isWanted: (value: Value) => boolean,
): Promise<void> {
  const seen: Value[] = [await look()];
  const deadline = Date.now() + limitMs;
  while (!isWanted(seen.at(-1) as Value)) {
    if (Date.now() > deadline) {
      throw new Error(`${seen.length} steps did not lead there: ${JSON.stringify(seen)}`);
    }
    await step();
    const changeDeadline = Date.now() + stepMs;
    let now = await look();
    while (now === seen.at(-1) && Date.now() < changeDeadline) {
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      now = await look();
    }
    seen.push(now);
  }
}
