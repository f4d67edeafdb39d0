import { expect, test } from 'vitest';
import type { MetricHistory } from '../../../src/model/metricHistory.ts';
import { closerLook, type AxisRange } from '../../../src/panels/closerLook.ts';
import { MetricHistories, type HistorySource } from '../../../src/panels/metricHistories.ts';
import type { SampledHistory, StepRange } from '../../../src/store/trackingStore.ts';

const second = 1000;

/** A run that logs at steps 10, 20, 30… one second apart; NaN at step 50. */
function history(steps: readonly number[]): MetricHistory {
  return {
    key: 'loss',
    steps: Float64Array.from(steps),
    timestamps: Float64Array.from(steps, (step) => (step / 10) * second),
    values: Float64Array.from(steps, (step) => (step === 50 ? Number.NaN : step)),
  };
}

const everyStep = Array.from({ length: 10 }, (_, n) => (n + 1) * 10);

/** Samples every third point; a part of at most five points whole. `forgets` makes it lose the end of a part, as MLflow 2 does. */
class SamplingSource implements HistorySource {
  readonly asked: unknown[] = [];
  readonly #forgets: boolean;

  constructor(forgets = false) {
    this.#forgets = forgets;
  }

  async metricHistory(runId: string): Promise<MetricHistory> {
    this.asked.push(runId);
    return await Promise.resolve(history(everyStep));
  }

  async sampledHistories(
    runIds: readonly string[],
    _key: string,
    range?: StepRange,
  ): Promise<ReadonlyMap<string, SampledHistory>> {
    this.asked.push([runIds, range]);
    const inside = everyStep.filter((step) => range === undefined || (step >= range.from && step <= range.to));
    const isExact = inside.length <= 5;
    const kept = isExact ? inside.slice(0, this.#forgets ? 1 : undefined) : inside.filter((_, n) => n % 3 === 0);
    const present = runIds.filter((runId) => runId !== 'none');
    return await Promise.resolve(new Map(present.map((runId) => [runId, { history: history(kept), isExact }])));
  }
}

async function look(source: SamplingSource, range: AxisRange): Promise<unknown> {
  const samples = await source.sampledHistories(['a', 'b'], 'loss');
  source.asked.length = 0;
  const closer = await closerLook(source, samples, 'loss', range);
  return [...closer].map(([runId, sample]) => [runId, [...sample.history.steps], sample.isExact]);
}

test('the visible part is read anew for all runs at once, and the rest of the sample stays around it', async () => {
  const source = new SamplingSource();
  expect(await look(source, { axis: 'step', from: 39.5, to: 62 })).toEqual([
    ['a', [10, 40, 50, 60, 70, 100], true],
    ['b', [10, 40, 50, 60, 70, 100], true],
  ]);
  expect(source.asked).toEqual([[['a', 'b'], { from: 39, to: 62 }]]);
});

test('by time, the steps of the visible points and of their neighbours are asked for', async () => {
  for (const [axis, start] of [
    ['time', 0],
    ['relative', second],
  ] as const) {
    const source = new SamplingSource();
    await look(source, { axis, from: 4.5 * second - start, to: 6 * second - start });
    expect(source.asked).toEqual([[['a', 'b'], { from: 40, to: 70 }]]);
  }
});

test('a part that is still too long stays a sample', async () => {
  expect(await look(new SamplingSource(), { axis: 'step', from: 10, to: 90 })).toEqual([
    ['a', [10, 40, 70, 100], false],
    ['b', [10, 40, 70, 100], false],
  ]);
});

test('a part that lacks what the sample had is not believed, and everything is read', async () => {
  const source = new SamplingSource(true);
  expect(await look(source, { axis: 'step', from: 40, to: 75 })).toEqual([
    ['a', everyStep, true],
    ['b', everyStep, true],
  ]);
  expect(source.asked.slice(1)).toEqual(['a', 'b']);
});

test('samples are asked for once, together, and again after a change', async () => {
  const source = new SamplingSource();
  const histories = new MetricHistories(source);
  const lengths = async (runIds: readonly string[]): Promise<unknown> =>
    (await histories.get(runIds, 'loss')).map((result) =>
      result.status === 'fulfilled' ? result.value?.history.values.length : result.reason,
    );
  expect([await lengths(['a', 'none']), await lengths(['a', 'none', 'b'])]).toEqual([
    [4, undefined],
    [4, undefined, 4],
  ]);
  histories.invalidate(['a'], ['other']);
  histories.invalidate(['b'], ['loss']);
  await lengths(['a', 'none', 'b']);
  expect(source.asked).toEqual([
    [['a', 'none'], undefined],
    [['b'], undefined],
    [['b'], undefined],
  ]);
});
