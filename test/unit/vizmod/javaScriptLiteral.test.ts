import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { readJavaScriptLiteral } from '../../../src/vizmod/javaScriptLiteral.ts';

it('reads what JSON can say as JSON does', () => {
  const json = fc.json({ maxDepth: 20 }).filter((text) => !text.includes('"__proto__"'));
  fc.assert(
    fc.property(json, (text) => {
      expect(readJavaScriptLiteral(text, 0)).toEqual({ value: JSON.parse(text) as unknown, end: text.length });
    }),
  );
});

it.each([
  ['{a: 1, $b_2: -.5e-1, "c d": +0x1F, 3: [],}', { a: 1, $b_2: -0.05, 'c d': 31, 3: [] }],
  [`['it\\'s', "\\x41\\u{1F600}\\u00e9\\\n", \`$\\{a}\`, undefined]`, ["it's", 'A😀é', '${a}', null]],
  ['[NaN, Infinity, -Infinity]', [null, null, null]],
  ['/* a */ [ // b\n 1 /* c */ , 2 ] // d', [1, 2]],
])('reads %s', (text, value) => {
  expect(readJavaScriptLiteral(text, 0)).toMatchObject({ value });
});

it.each(['{a: b}', '[1 2]', '{a}', 'f(1)', "'cut off", '[new Date()]', '{get a() {}}', '['.repeat(1000)])(
  'evaluates nothing: %s',
  (text) => {
    expect(readJavaScriptLiteral(text, 0)).toEqual({ failedAt: expect.any(Number) as number });
  },
);
