import { expect, test } from 'vitest';
import { inlineJobs } from '../../../src/store/inlineJobs.ts';
import { JobPool } from '../../../src/store/jobPool.ts';

interface TestJobs {
  readonly work: { readonly params: string; readonly result: string };
}

/** A pool whose jobs wait until they are let go, in the order in which they began. */
function heldPool(size: number) {
  const begun: string[] = [];
  const release: (() => void)[] = [];
  let workers = 0;
  const startRunner = () => {
    workers++;
    return inlineJobs<TestJobs>({
      work: async (name) => {
        begun.push(name);
        await new Promise<void>((resolve) => release.push(resolve));
        if (name === 'fails') {
          throw new RangeError(name);
        }
        return name;
      },
    });
  };
  const letGo = async (): Promise<void> => {
    release.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { pool: new JobPool<TestJobs>(startRunner, size), begun, letGo, workers: () => workers };
}

test('workers start when there is work, each does one job at a time, urgent ones first', async () => {
  const { pool, begun, letGo, workers } = heldPool(2);
  expect(workers()).toBe(0);
  const results = [
    pool.run('work', 'bulk 1', { priority: 'bulk' }),
    pool.run('work', 'bulk 2', { priority: 'bulk' }),
    pool.run('work', 'idle', { priority: 'idle' }),
    pool.run('work', 'bulk 3', { priority: 'bulk' }),
    pool.run('work', 'urgent'),
  ];
  for (let i = 0; i <= results.length; i++) {
    await letGo();
  }
  expect(await Promise.all(results)).toEqual(['bulk 1', 'bulk 2', 'idle', 'bulk 3', 'urgent']);
  expect(begun).toEqual(['bulk 1', 'bulk 2', 'urgent', 'bulk 3', 'idle']);
  expect(workers()).toBe(2);
});

test('a job that fails frees its worker; one that is given up while it waits never begins', async () => {
  const { pool, begun, letGo } = heldPool(1);
  const abort = new AbortController();
  const failing = pool.run('work', 'fails');
  const waiting = pool.run('work', 'given up', { signal: abort.signal });
  const last = pool.run('work', 'last');
  abort.abort();
  await expect(waiting).rejects.toMatchObject({ reason: 'cancelled' });
  const failed = expect(failing).rejects.toThrow(RangeError);
  for (let i = 0; i < 3; i++) {
    await letGo();
  }
  await failed;
  expect(await last).toBe('last');
  expect(begun).toEqual(['fails', 'last']);
});

test('disposal ends what waits', async () => {
  const { pool } = heldPool(1);
  const running = pool.run('work', 'running');
  const waiting = pool.run('work', 'waiting');
  running.catch(() => undefined);
  pool.dispose();
  await expect(waiting).rejects.toMatchObject({ reason: 'cancelled' });
});
