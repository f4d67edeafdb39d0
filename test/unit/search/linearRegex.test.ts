import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { readRegex, type LinearRegex } from '../../../src/search/linearRegex.ts';

function regex(pattern: string): LinearRegex {
  return readRegex({ kind: 'string', text: `'${pattern}'`, position: 0 });
}

const atoms = ['a', 'b', 'É', '🚀', '.', '[ab]', '[^a]', String.raw`\d`, String.raw`\W`, String.raw`\.`, '^', '$', ''];

const patterns = fc.letrec<{ pattern: string }>((tie) => ({
  pattern: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(...atoms),
    fc.tuple(tie('pattern'), tie('pattern')).map(([left, right]) => left + right),
    fc.tuple(tie('pattern'), tie('pattern')).map(([left, right]) => `(?:${left}|${right})`),
    fc
      .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '*?', '{2}', '{1,}', '{0,2}', '{1,3}?'))
      .map(([inner, quantifier]) => `(${inner})${quantifier}`),
  ),
}));
const texts = fc.string({ unit: fc.constantFrom('a', 'b', 'B', 'é', '🚀', '1', '.', '\n', ' '), maxLength: 6 });

it('finds what the expressions of the platform find', () => {
  fc.assert(
    fc.property(patterns.pattern, texts, fc.boolean(), (pattern, text, ignoresCase) => {
      const ours = regex(`${ignoresCase ? '(?i)' : ''}${pattern}`).test(text);
      expect(ours).toBe(new RegExp(pattern, ignoresCase ? 'iu' : 'u').test(text));
    }),
    { numRuns: 2000 },
  );
});

it.each([String.raw`(a+)+$`, '(a|a)*b', '(a|aa)+$', '(.*a){20}b', 'a*a*a*a*a*a*a*a*a*b'])(
  'steps through a long text once, also for %s',
  (pattern) => {
    expect(regex(pattern).test(`${'a'.repeat(20_000)}!`)).toBe(false);
  },
);

it('forgets rather than keep every state it was in', () => {
  const manyStates = regex('(a|b)*a(a|b){12}c');
  const text = Array.from({ length: 30_000 }, (_, index) => ((index * 7919) % 13 < 6 ? 'a' : 'b')).join('');
  expect([manyStates.test(text), manyStates.test(`${text}aabbaabbaabbaac`)]).toEqual([false, true]);
});
