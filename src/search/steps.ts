/** Work cut into steps of a few milliseconds: whoever runs it decides what happens between two of them. */
export type Steps<Result> = Generator<undefined, Result, undefined>;

export function runSteps<Result>(steps: Steps<Result>): Result {
  let step = steps.next();
  while (step.done !== true) {
    step = steps.next();
  }
  return step.value;
}

const blockLength = 2048;

/** The numbers 0 to `length` - 1, sorted stably by `compare`: a merge sort in steps. */
export function* sortIndexes(
  length: number,
  compare: (a: number, b: number) => number,
): Steps<Uint32Array<ArrayBuffer>> {
  let sorted = Uint32Array.from({ length }, (_, index) => index);
  for (let from = 0; from < length; from += blockLength) {
    sorted.subarray(from, from + blockLength).sort(compare);
    yield;
  }
  let merged = new Uint32Array(length);
  for (let width = blockLength; width < length; width *= 2) {
    for (let from = 0; from < length; from += 2 * width) {
      yield* merge(
        sorted,
        merged,
        { from, middle: Math.min(from + width, length), to: Math.min(from + 2 * width, length) },
        compare,
      );
    }
    [sorted, merged] = [merged, sorted];
  }
  return sorted;
}

function* merge(
  source: Uint32Array,
  target: Uint32Array,
  { from, middle, to }: { readonly from: number; readonly middle: number; readonly to: number },
  compare: (a: number, b: number) => number,
): Steps<void> {
  let left = from;
  let right = middle;
  for (let i = from; i < to; i++) {
    const a = source[left] ?? 0;
    const b = source[right] ?? 0;
    const takesLeft = left < middle && (right >= to || compare(a, b) <= 0);
    target[i] = takesLeft ? a : b;
    left += takesLeft ? 1 : 0;
    right += takesLeft ? 0 : 1;
    if (i % blockLength === 0) {
      yield;
    }
  }
}
