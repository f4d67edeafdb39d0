import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { checkVisualization } from '../../../scripts/inspect/checkVisualization.ts';
import { textSource } from '../../../src/data/byteChunks.ts';
import { readDataTable } from '../../../src/data/readDataTable.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { bindData } from '../../../src/vizmod/bindData.ts';
import { checkData } from '../../../src/vizmod/checkData.ts';
import { dataNeeds } from '../../../src/vizmod/dataNeeds.ts';
import { parseSignature } from '../../../src/vizmod/signature.ts';

const sample = (path: string): string => fileURLToPath(new URL(`../../../samples/flowers/${path}`, import.meta.url));

it('tells what stands between a chart file and data', async () => {
  const { signature, rowCount, findings } = await checkVisualization(
    sample('charts/petals.vl.json'),
    sample('data/field-notes.csv'),
  );

  expect([signature.source, signature.inputs.map(({ name, type }) => `${name}: ${type}`), rowCount]).toEqual([
    'inferred',
    ['petal_length: double', 'petal_width: double', 'species: any'],
    10,
  ]);
  expect(findings.map(({ message, isBlocking }) => [isBlocking, message])).toEqual([
    [true, '`petal_length` is missing. Did you mean `petal_len`? (inferred from the chart)'],
    [
      true,
      '`petal_width` should hold numbers, but 10 of 10 values do not (line 2: `0.2 cm`, line 3: `1.4 cm`, line 4: `about 1.9`, …) (inferred from the chart)',
    ],
  ]);
});

/** Words that specs are made of, in places where they may not belong. */
const words = fc.constantFrom(
  ...'field type encoding transform data datasets name values layer spec repeat params aggregate bin timeUnit pivot filter'.split(
    ' ',
  ),
  ...'test expr source marks from facet scales as a constructor __proto__ quantitative mean argmax a\\.b[0]'.split(' '),
  'datum["a"] + datum.',
);
const specs = fc.letrec<{ value: unknown; object: JsonObject }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    words,
    fc.constantFrom(null, true, 0, -1.5, 1e300),
    fc.array(tie('value'), { maxLength: 4 }),
    tie('object'),
  ),
  object: fc.dictionary(words, tie('value'), { maxKeys: 6 }) as fc.Arbitrary<JsonObject>,
}));

it('takes any JSON for a chart, and never fails', () => {
  const table = readDataTable(textSource('a,constructor,b\n1,x,\n2,,z\n', 'data.csv'));
  fc.assert(
    fc.property(specs.object, fc.constantFrom('vega', 'vega-lite'), fc.json(), (spec, language, inputs) => {
      const needs = dataNeeds({ spec, language, signature: parseSignature(inputs) });
      expect(checkData(table, needs)).toBeInstanceOf(Array);
      expect(bindData({ spec, language }, table)).toBeTypeOf('object');
    }),
    { numRuns: 2000, seed: 5 },
  );
});
