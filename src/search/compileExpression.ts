import type { Comparison, FilterExpression } from './filter.ts';

export type Predicate<Item> = (item: Item) => boolean;

/**
 * Compiles an expression to a closure, given how one comparison is compiled. NOT turns an answer around: it holds for exactly what its
 * term does not hold for, also where that is for want of a value (`NOT tags.stage = 'test'` finds what has no such tag,
 * `tags.stage != 'test'` does not).
 */
export function compileExpression<NumberField, TextField, Item>(
  expression: FilterExpression<NumberField, TextField>,
  compile: (comparison: Comparison<NumberField, TextField>) => Predicate<Item>,
): Predicate<Item> {
  switch (expression.kind) {
    case 'not': {
      const term = compileExpression(expression.term, compile);
      return (item) => !term(item);
    }
    case 'and':
      return conjunction(expression.terms.map((term) => compileExpression(term, compile)));
    case 'or': {
      const terms = expression.terms.map((term) => compileExpression(term, compile));
      return (item) => terms.some((term) => term(item));
    }
    default:
      return compile(expression);
  }
}

/** The closures of the usual few terms are much faster than a loop over them. */
function conjunction<Item>(terms: readonly Predicate<Item>[]): Predicate<Item> {
  const [first, second] = terms;
  if (first === undefined) {
    return () => true;
  }
  if (second === undefined) {
    return first;
  }
  return terms.length === 2 ? (item) => first(item) && second(item) : (item) => terms.every((term) => term(item));
}
