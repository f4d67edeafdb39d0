import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { MlflowError } from '../../../src/model/mlflowError.ts';
import { parseMlModelFile } from '../../../src/vizmod/mlModelFile.ts';
import { readChartFile } from '../../../src/vizmod/readChartFile.ts';

const folder = fileURLToPath(new URL('../../fixtures/altair-charts/altair-6/', import.meta.url));
const specs = readdirSync(folder)
  .filter((file) => file.endsWith('.json'))
  .map((file) => readFileSync(join(folder, file), 'utf8'));

/** The reason of a refusal, or what else became of it; anything but an MlflowError is the test's to report. */
function outcome(read: () => unknown): string {
  try {
    read();
    return 'read';
  } catch (error) {
    if (MlflowError.is(error)) {
      return error.reason;
    }
    throw error;
  }
}

const piece = fc.constantFrom(
  ...'{}[]()"\'`\\/*,:=<>$&!#|%@-? \n'.split(''),
  '$schema',
  'JSON.parse(',
  'var spec = ',
  '\\u{',
);
const damage = fc.array(fc.tuple(fc.nat(), fc.nat(20), fc.array(piece, { maxLength: 8 })), { maxLength: 6 });

/** A text of which some parts are replaced. */
function damaged(text: string, changes: readonly (readonly [number, number, readonly string[]])[]): string {
  return changes.reduce((whole, [at, length, parts]) => {
    const from = at % (whole.length + 1);
    return whole.slice(0, from) + parts.join('') + whole.slice(from + length);
  }, text);
}

it.each(['json', 'html'] as const)('reads or refuses damaged %s', (rung) => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.constantFrom(...specs), damage, (spec, changes) => {
      const text = damaged(rung === 'json' ? spec : `<script>var spec = ${spec};</script>`, changes);
      seen.add(outcome(() => readChartFile(rung, new TextEncoder().encode(text), 'chart')));
    }),
    { numRuns: 500 },
  );

  expect([...seen].toSorted()).toEqual(['invalidSpec', 'read']);
});

it('reads or refuses damaged MLmodel files', () => {
  const model = 'flavors:\n  mlflow_vizmod: &a {pickled_model: viz.pkl}\n  other: *a\nsignature:\n  inputs: "[]"\n';
  const seen = new Set<string>();
  fc.assert(
    fc.property(damage, (changes) => {
      seen.add(outcome(() => parseMlModelFile(damaged(model, changes), 'MLmodel')));
    }),
    { numRuns: 1000 },
  );

  expect([...seen].toSorted()).toEqual(['invalidFile', 'read']);
});
