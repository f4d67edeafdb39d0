import { operators, type Operator, type RowExpression } from './rowExpression.ts';
import { rowFunctions } from './rowFunctions.ts';

/** Reads one value of a row. */
export type RowReader = (row: number) => unknown;

/** The expression as a function of the row; `read` gives the reader of a field. */
export function compileRowExpression(expression: RowExpression, read: (field: string) => RowReader): RowReader {
  switch (expression.kind) {
    case 'literal': {
      const { value } = expression;
      return () => value;
    }
    case 'field':
      return read(expression.name);
    case 'list': {
      const items = expression.items.map((item) => compileRowExpression(item, read));
      if (expression.items.every(({ kind }) => kind === 'literal')) {
        const values = items.map((item) => item(0));
        return () => values;
      }
      return (row) => items.map((item) => item(row));
    }
    case 'call':
      return compileCall(
        expression.name,
        expression.parts.map((part) => compileRowExpression(part, read)),
      );
  }
}

const absent: RowReader = () => undefined;

function compileCall(name: string, parts: readonly RowReader[]): RowReader {
  const [a = absent, b = absent, c = absent] = parts;
  switch (name) {
    case '&&':
      return (row) => a(row) && b(row);
    case '||':
      return (row) => a(row) || b(row);
    case '?:':
      return (row) => (a(row) ? b(row) : c(row));
    default:
      return compileOperator(name, a, b) ?? compileFunction(name, parts);
  }
}

/** Values are what the data holds; JavaScript's own coercion is what Vega does with them. */
function compileOperator(name: string, left: RowReader, right: RowReader): RowReader | undefined {
  const [a, b] = [left as (row: number) => number, right as (row: number) => number];
  const compiled: Readonly<Record<Exclude<Operator, '&&' | '||' | '?:'>, RowReader>> = {
    '+': (row) => a(row) + b(row),
    '-': (row) => a(row) - b(row),
    '*': (row) => a(row) * b(row),
    '/': (row) => a(row) / b(row),
    '%': (row) => a(row) % b(row),
    '<': (row) => a(row) < b(row),
    '<=': (row) => a(row) <= b(row),
    '>': (row) => a(row) > b(row),
    '>=': (row) => a(row) >= b(row),
    '===': (row) => left(row) === right(row),
    '!==': (row) => left(row) !== right(row),
    '!': (row) => !left(row),
    '+x': (row) => Number(left(row)),
    '-x': (row) => -a(row),
    // oxlint-disable-next-line eqeqeq -- Vega's == is JavaScript's
    '==': (row) => left(row) == right(row),
    // oxlint-disable-next-line eqeqeq
    '!=': (row) => left(row) != right(row),
  };
  const known = operators.find((operator) => operator === name);
  return known === undefined || known === '&&' || known === '||' || known === '?:' ? undefined : compiled[known];
}

function compileFunction(name: string, parts: readonly RowReader[]): RowReader {
  const called = rowFunctions(name);
  const [a = absent, b = absent] = parts;
  switch (parts.length) {
    case 1:
      return (row) => called(a(row));
    case 2:
      return (row) => called(a(row), b(row));
    default:
      return (row) => called(...parts.map((part) => part(row)));
  }
}
