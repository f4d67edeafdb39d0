import { expect, test } from 'vitest';
import { describeError } from '../../../src/model/describeError.ts';
import { errorReasons, MlflowError, throwIfAborted } from '../../../src/model/mlflowError.ts';
import { fromWireError, toWireError } from '../../../src/model/wireError.ts';
import { english } from '../../../src/util/l10n.ts';

test.each(errorReasons)('"%s" is one sentence or two that name what it is about and the detail', (reason) => {
  const error = new MlflowError(reason, { what: 'THIS', detail: 'BECAUSE', suggestion: 'THAT' });
  const sentence = describeError(error, english);
  expect(sentence).toMatch(/THIS.*BECAUSE.*Did you mean THAT\?$/);
  expect(sentence).not.toMatch(/\{\d\}|undefined/);
  expect(describeError(new MlflowError(reason, { what: 'THIS' }), english)).toMatch(/^[^(]*THIS[^(]*[.]$/);
});

test("an error of nobody's is something unexpected", () => {
  expect(describeError(new TypeError('x is not a function'), english)).toContain('x is not a function');
});

test('an error keeps reason and details across a border, and a strange one its message', () => {
  const error = new MlflowError('locked', { what: 'mlflow.db', detail: 'by Python', position: 3 });
  const arrived = fromWireError(structuredClone(toWireError(error)));
  expect([arrived.reason, arrived.details, MlflowError.is(arrived, 'locked')]).toEqual(['locked', error.details, true]);
  expect(toWireError(new RangeError('too far'))).toEqual({ reason: 'internal', details: { what: 'too far' } });
});

test('work that was given up is cancelled', () => {
  const abort = new AbortController();
  throwIfAborted(abort.signal, 'listing');
  abort.abort();
  expect(() => throwIfAborted(abort.signal, 'listing')).toThrow(expect.objectContaining({ reason: 'cancelled' }));
});
