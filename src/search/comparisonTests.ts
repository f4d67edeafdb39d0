import type { NumberComparison, TextComparison } from './filter.ts';
import { likePattern } from './likePattern.ts';
import { readRegex } from './linearRegex.ts';
import type { SearchDialect } from './searchDialect.ts';

/** Whether a number satisfies a comparison. As in MLflow, NaN satisfies `!=` alone. */
export function numberTest(comparison: NumberComparison<unknown>): (actual: number) => boolean {
  if (comparison.kind === 'between') {
    const { from, to } = comparison;
    return (actual) => actual >= from && actual <= to;
  }
  const { value } = comparison;
  switch (comparison.operator) {
    case '=':
      return (actual) => actual === value;
    case '!=':
      return (actual) => actual !== value;
    case '<':
      return (actual) => actual < value;
    case '<=':
      return (actual) => actual <= value;
    case '>':
      return (actual) => actual > value;
    case '>=':
      return (actual) => actual >= value;
  }
}

/** Whether a text satisfies a comparison. */
export function textTest(comparison: TextComparison<unknown>, dialect: SearchDialect): (text: string) => boolean {
  switch (comparison.kind) {
    case 'list': {
      const values = new Set(comparison.values);
      const isIn = comparison.operator === 'IN';
      return (text) => values.has(text) === isIn;
    }
    case 'regex': {
      const regex = readRegex({ kind: 'string', text: `'${comparison.pattern}'`, position: 0 });
      const isFound = comparison.operator === '=~';
      return (text) => regex.test(text) === isFound;
    }
    case 'text':
      return plainTextTest(comparison, dialect);
  }
}

function plainTextTest(
  { operator, value }: Extract<TextComparison<unknown>, { kind: 'text' }>,
  dialect: SearchDialect,
): (text: string) => boolean {
  switch (operator) {
    case '=':
      return (text) => text === value;
    case '!=':
      return (text) => text !== value;
    case 'LIKE':
    case 'ILIKE':
      return likePattern(value, operator === 'ILIKE', dialect);
  }
}
