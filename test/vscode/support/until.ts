import { AssertionError } from 'node:assert/strict';

const deadlineMilliseconds = 10_000;

/** Waits until something is so that is not announced; fails when it does not become so. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + deadlineMilliseconds;
  while (!(await isSo())) {
    if (Date.now() > deadline) {
      throw new AssertionError({ message: `not in time: ${what}` });
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
