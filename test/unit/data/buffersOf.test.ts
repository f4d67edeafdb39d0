import { expect, it } from 'vitest';
import { buffersOf } from '../../../src/data/buffersOf.ts';

it('finds every buffer of a result once', () => {
  const [values, codes] = [new Float64Array(2), new Int32Array(3)];
  const result = {
    columns: [{ values, missing: 0 }, { texts: { codes, dictionary: ['x', 'y'] } }],
    lines: codes.subarray(1),
    ragged: { first: [], count: 0 },
    nothing: undefined,
  };

  expect(buffersOf(result)).toEqual([values.buffer, codes.buffer]);
});
