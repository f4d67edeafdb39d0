import { expect, it } from 'vitest';
import { RowsCompleter } from '../../../webview-ui/vizmod/rowsCompleter.ts';

const columns = [
  { name: 'target', type: 'integer' },
  { name: 'petal length', type: 'float' },
  { name: 'petal width', type: 'float' },
] as const;

it('offers columns as one types, chooses around the ends, and puts the chosen one in its place', () => {
  const completer = new RowsCompleter();
  const text = 'target != 2 AND pet > 3';

  completer.show(text, 19, columns);
  const offered = completer.suggestions.value;
  const unchosen = completer.take(text);
  completer.move(-1);
  completer.move(1);
  completer.move(1);

  expect([offered, unchosen]).toEqual([['`petal length`', '`petal width`'], undefined]);
  expect(completer.take(text)).toBe('target != 2 AND `petal width` > 3');
  expect([completer.isOpen, completer.active.value]).toEqual([false, undefined]);
});
