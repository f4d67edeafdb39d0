import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { MlflowError } from '../../../src/model/mlflowError.ts';
import { readChartPickle } from '../../../src/vizmod/readChartPickle.ts';

const charts = fileURLToPath(new URL('../../fixtures/altair-charts/', import.meta.url));
const pickles = globSync('*/*.pkl', { cwd: charts }).map((file) => readFileSync(join(charts, file)));

/** What becomes of the bytes: a chart, or the reason of a refusal; anything else is the test's to report. */
function outcome(bytes: Uint8Array): string {
  try {
    readChartPickle(new Uint8Array(bytes), 'viz.pkl');
    return 'chart';
  } catch (error) {
    if (MlflowError.is(error)) {
      return error.reason;
    }
    throw error;
  }
}

it('reads or refuses, and never fails otherwise, when bytes of real charts are changed, cut or mixed', () => {
  const change = fc.tuple(fc.nat(), fc.nat(255));
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.constantFrom(...pickles), fc.array(change, { maxLength: 8 }), fc.nat(), (pickle, changes, cut) => {
      const bytes = Uint8Array.from(pickle.subarray(0, cut % 3 === 0 ? cut % pickle.length : pickle.length));
      for (const [at, value] of changes) {
        bytes[at % Math.max(bytes.length, 1)] = value;
      }
      seen.add(outcome(bytes));
    }),
    { numRuns: 3000 },
  );

  expect([...seen].toSorted()).toEqual(['chart', 'refusedPickle']);
});

it('reads or refuses random opcodes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (body) => {
      expect(outcome(Uint8Array.from([0x80, 4, ...body, 0x2e]))).toBe('refusedPickle');
    }),
    { numRuns: 3000 },
  );
});
