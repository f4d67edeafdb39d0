import type { Steps } from '../search/steps.ts';

/** How long one slice may keep the extension host, in milliseconds. */
const sliceLength = 12;

/** Runs steps in slices, letting everything else have its turn in between. @returns undefined once `isStale` says so */
export async function runInSlices<Result>(steps: Steps<Result>, isStale: () => boolean): Promise<Result | undefined> {
  let sliceEnd = performance.now() + sliceLength;
  let step = steps.next();
  while (step.done !== true) {
    if (performance.now() >= sliceEnd) {
      await nextTurn();
      if (isStale()) {
        return undefined;
      }
      sliceEnd = performance.now() + sliceLength;
    }
    step = steps.next();
  }
  return step.value;
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
