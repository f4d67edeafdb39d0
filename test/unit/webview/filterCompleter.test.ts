import { expect, it } from 'vitest';
import type { FilterValuesField } from '../../../src/protocol/experimentPanel.ts';
import { FilterCompleter, type TypedText } from '../../../webview-ui/experiment/filterCompleter.ts';

const catalog = { metrics: ['accuracy', 'loss'], params: ['kernel'], tags: ['stage'] };

interface Opened {
  readonly completer: FilterCompleter;
  readonly asked: FilterValuesField[];
  /** Answers the oldest question. */
  readonly answer: (values: readonly string[]) => Promise<void>;
}

function open(): Opened {
  const asked: FilterValuesField[] = [];
  const answers: ((values: readonly string[]) => void)[] = [];
  const completer = new FilterCompleter({
    catalog: () => catalog,
    values: async (field) => {
      asked.push(field);
      return await new Promise((resolve) => answers.push(resolve));
    },
  });
  const answer = async (values: readonly string[]): Promise<void> => {
    answers.shift()?.(values);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { completer, asked, answer };
}

function atEnd(text: string): TypedText {
  return { text, cursor: text.length };
}

function offered(completer: FilterCompleter): string[] {
  return completer.suggestions.value.map(({ text }) => text);
}

it('offers as one types, chooses nothing by itself and goes around the ends', () => {
  const { completer } = open();
  completer.show(atEnd('metrics.'), false);
  expect([offered(completer), completer.active.value, completer.take()]).toEqual([
    ['metrics.accuracy', 'metrics.loss'],
    undefined,
    undefined,
  ]);
  const chosen = ([1, 1, 1, -1, -1] as const).map((by) => {
    completer.move(by);
    return completer.active.value;
  });
  expect(chosen).toEqual([0, 1, 0, 1, 0]);
  expect(completer.take()).toEqual(atEnd('metrics.accuracy '));
});

it('opens an empty box when asked, with the first chosen, and not before', () => {
  const { completer } = open();
  completer.show(atEnd(''), false);
  expect(completer.isOpen).toBe(false);
  completer.show(atEnd(''), true);
  expect([completer.isOpen, completer.active.value]).toEqual([true, 0]);
  completer.close();
  expect([completer.isOpen, completer.active.value, completer.take(0)]).toEqual([false, undefined, undefined]);
});

it('writes into the middle without doubling the space there', () => {
  const { completer } = open();
  completer.show({ text: 'metrics.acc > 0.5', cursor: 11 }, false);
  expect(completer.take(0)).toEqual({ text: 'metrics.accuracy > 0.5', cursor: 16 });
});

it('asks for the values of a field once as long as the list is open', async () => {
  const { completer, asked, answer } = open();
  completer.show(atEnd('params.kernel = '), false);
  expect(completer.isOpen).toBe(false);
  await answer(['rbf', 'linear']);
  expect(offered(completer)).toEqual(["'rbf'", "'linear'"]);
  completer.show(atEnd("params.kernel = 'l"), false);
  expect([offered(completer), asked]).toEqual([["'linear'"], [{ entity: 'param', key: 'kernel' }]]);
  completer.close();
  completer.show(atEnd('params.kernel = '), false);
  expect(asked).toHaveLength(2);
});

it('stays closed when values come after it was closed', async () => {
  const { completer, answer } = open();
  completer.show(atEnd('tags.stage = '), true);
  completer.close();
  await answer(['test']);
  expect([completer.isOpen, completer.active.value]).toEqual([false, undefined]);
});

it('keeps out of the way of plain words', () => {
  const { completer } = open();
  completer.show(atEnd('calm fox'), false);
  expect(completer.isOpen).toBe(false);
});
