import { expect, it } from 'vitest';
import { throttledProgress } from '../../../src/panels/throttledProgress.ts';

function heard(total: number, chunk: number): number[] {
  const reads: number[] = [];
  const report = throttledProgress(({ read }) => reads.push(read / total));
  for (let read = chunk; read <= total; read += chunk) {
    report({ read, total });
  }
  return reads;
}

it('tells the progress of large files in steps, and of small ones nothing', () => {
  const large = heard(100e6, 100e3);

  expect([large.length, large[0], large.at(-1), heard(1e6, 1e3)]).toEqual([51, 0.001, 1, []]);
});
