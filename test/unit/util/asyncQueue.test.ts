import { expect, test } from 'vitest';
import { AsyncQueue } from '../../../src/util/asyncQueue.ts';

async function collect<T>(queue: AsyncQueue<T>): Promise<readonly T[]> {
  const values: T[] = [];
  for await (const value of queue) {
    values.push(value);
  }
  return values;
}

test('values come in order, pushed before or while they are awaited, until the end', async () => {
  const queue = new AsyncQueue<number>();
  queue.push(1);
  const collecting = collect(queue);
  await Promise.resolve();
  queue.push(2);
  setImmediate(() => {
    queue.push(3);
    queue.push(4);
    queue.end();
    queue.end({ error: new RangeError('too late') });
  });
  expect(await collecting).toEqual([1, 2, 3, 4]);
});

test('an error comes after the values before it', async () => {
  const queue = new AsyncQueue<number>();
  queue.push(1);
  queue.end({ error: new RangeError('broken') });
  const values = queue[Symbol.asyncIterator]();
  expect(await values.next()).toEqual({ value: 1, done: false });
  await expect(values.next()).rejects.toThrow(RangeError);
});
