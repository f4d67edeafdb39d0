import { parseExpression } from 'vega-expression';
import type { Expression, Node } from 'estree';

/** A Vega expression over the fields of one row, whose value follows from them alone. Structured-cloneable. */
export type RowExpression =
  | { readonly kind: 'literal'; readonly value: string | number | boolean | null }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'list'; readonly items: readonly RowExpression[] }
  | { readonly kind: 'call'; readonly name: string; readonly parts: readonly RowExpression[] };

/** Functions (and operators, by their sign) that work the same here as in Vega; see `rowFunctions.ts`. */
export const pureFunctions = [
  'isValid',
  'isNaN',
  'isFinite',
  'isNumber',
  'isString',
  'isBoolean',
  'toNumber',
  'toString',
  'toBoolean',
  'toDate',
  'abs',
  'ceil',
  'floor',
  'round',
  'sqrt',
  'exp',
  'log',
  'pow',
  'min',
  'max',
  'clamp',
  'inrange',
  'indexof',
  'lower',
  'upper',
  'time',
  'year',
  'month',
  'date',
  'day',
  'hours',
  'minutes',
  'seconds',
  'utcyear',
  'utcmonth',
  'utcdate',
  'utcday',
  'utchours',
  'utcminutes',
  'utcseconds',
] as const;
export type PureFunction = (typeof pureFunctions)[number];

export const operators = [
  '+',
  '-',
  '*',
  '/',
  '%',
  '<',
  '<=',
  '>',
  '>=',
  '===',
  '!==',
  '==',
  '!=',
  '&&',
  '||',
  '?:',
  '!',
  '+x',
  '-x',
] as const;
export type Operator = (typeof operators)[number];

/** Functions that read the clock of the place: what they answer depends on its time zone. */
const localFunctions: ReadonlySet<string> = new Set<PureFunction>([
  ...(['toDate', 'time', 'year', 'month', 'date', 'day', 'hours', 'minutes', 'seconds'] as const),
  ...(['utcyear', 'utcmonth', 'utcdate', 'utcday', 'utchours', 'utcminutes', 'utcseconds'] as const),
]);

const constants: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['E', Math.E],
  ['PI', Math.PI],
  ['LN2', Math.LN2],
  ['LN10', Math.LN10],
  ['SQRT2', Math.SQRT2],
]);

/** Absent for an expression that needs more than one row's fields (signals, other data, selections), or more than we know to do exactly. */
export function parseRowExpression(text: string): RowExpression | undefined {
  try {
    return fromNode(parseExpression(text));
  } catch {
    // Vega says what is wrong with it when it draws.
    return undefined;
  }
}

/** Whether the value depends on the time zone: texts without one are read in the place's own. */
export function readsLocalTime(expression: RowExpression): boolean {
  switch (expression.kind) {
    case 'literal':
    case 'field':
      return false;
    case 'list':
      return expression.items.some(readsLocalTime);
    case 'call':
      return localFunctions.has(expression.name) || expression.parts.some(readsLocalTime);
  }
}

/** The fields that an expression reads. */
export function fieldsOf(expression: RowExpression): readonly string[] {
  switch (expression.kind) {
    case 'literal':
      return [];
    case 'field':
      return [expression.name];
    case 'list':
      return [...new Set(expression.items.flatMap(fieldsOf))];
    case 'call':
      return [...new Set(expression.parts.flatMap(fieldsOf))];
  }
}

function fromNode(node: Node): RowExpression | undefined {
  switch (node.type) {
    case 'Literal':
      return literal(node.value);
    case 'Identifier':
      return literal(constants.get(node.name));
    case 'MemberExpression':
      return node.object.type === 'Identifier' && node.object.name === 'datum' ? field(node) : undefined;
    case 'ArrayExpression': {
      const items = allOf(node.elements.map((item) => (item === null ? undefined : fromNode(item))));
      return items && { kind: 'list', items };
    }
    case 'CallExpression':
      return node.callee.type === 'Identifier' ? functionCall(node.callee.name, node.arguments) : undefined;
    default:
      return operatorCall(node);
  }
}

function operatorCall(node: Node): RowExpression | undefined {
  switch (node.type) {
    case 'UnaryExpression':
      return operation(node.operator === '!' ? '!' : `${node.operator}x`, [node.argument]);
    case 'BinaryExpression':
    case 'LogicalExpression':
      return operation(node.operator, [node.left, node.right]);
    case 'ConditionalExpression':
      return operation('?:', [node.test, node.consequent, node.alternate]);
    default:
      return undefined;
  }
}

function literal(value: unknown): RowExpression | undefined {
  const isPlain = value === null || ['string', 'number', 'boolean'].includes(typeof value);
  return isPlain ? { kind: 'literal', value: value as string | number | boolean | null } : undefined;
}

function field({ property, computed }: { property: Node; computed: boolean }): RowExpression | undefined {
  if (computed) {
    return property.type === 'Literal' && typeof property.value === 'string'
      ? { kind: 'field', name: property.value }
      : undefined;
  }
  return property.type === 'Identifier' ? { kind: 'field', name: property.name } : undefined;
}

function operation(name: string, nodes: readonly Node[]): RowExpression | undefined {
  return (operators as readonly string[]).includes(name) ? call(name, nodes) : undefined;
}

function functionCall(name: string, nodes: readonly (Expression | Node)[]): RowExpression | undefined {
  if (name === 'if') {
    return nodes.length === 3 ? call('?:', nodes) : undefined;
  }
  return (pureFunctions as readonly string[]).includes(name) && hasItsList(name, nodes) ? call(name, nodes) : undefined;
}

/** Of the functions over lists only the forms that Vega-Lite writes: a list of values, and what is looked for. */
function hasItsList(name: string, nodes: readonly Node[]): boolean {
  const list = name === 'indexof' ? nodes[0] : name === 'inrange' ? nodes[1] : undefined;
  return list === undefined ? !['indexof', 'inrange'].includes(name) : list.type === 'ArrayExpression';
}

function call(name: string, nodes: readonly Node[]): RowExpression | undefined {
  const parts = allOf(nodes.map(fromNode));
  return parts && { kind: 'call', name, parts };
}

function allOf<T>(items: readonly (T | undefined)[]): readonly T[] | undefined {
  const known = items.filter((item) => item !== undefined);
  return known.length === items.length ? known : undefined;
}
