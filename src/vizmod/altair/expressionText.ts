import type { JsonValue } from '../../model/json.ts';
import { PickleFloat, type PickleValue } from '../pickle/pickleValue.ts';
import { readPythonDate, type PythonDate } from '../pickle/pythonDate.ts';
import { altairNode, type AltairNode } from './altairNode.ts';

/** Notes work that is done, and throws when it is too much; parts of an expression may be shared, and be their own parts. */
export type Spend = (amount: number) => void;

const maxDepth = 200;

/** A part of an expression costs as much as many values: charts have few of them. */
const valuesPerPart = 20;

/** An expression as altair writes it to JSON: its text, or `{"expr": …}` where parameters make it one; absent for what is none. */
export function expressionJson(
  node: AltairNode,
  value: PickleValue,
  generation: number,
  spend: Spend,
): JsonValue | undefined {
  // Alone, a parameter is no expression.
  const text =
    node.className === 'Parameter' ? undefined : new ExpressionWriter(generation, spend).expression(value, 0);
  return text !== undefined && /^(Parameter|Selection)Expression$/.test(node.className) ? { expr: text } : text;
}

/** The JavaScript-like text of an altair expression (`alt.datum.x > 2`), as `repr` prints it. */
class ExpressionWriter {
  readonly #spend: Spend;

  readonly #generation: number;

  constructor(generation: number, spend: Spend) {
    this.#generation = generation;
    this.#spend = spend;
  }

  expression(value: PickleValue, depth: number): string | undefined {
    const node = depth < maxDepth ? altairNode(value) : undefined;
    if (node === undefined) {
      return undefined;
    }
    const part = (name: string): string => this.#literal(node.fields.get(name) ?? null, depth + 1);
    switch (node.className) {
      case 'UnaryExpression':
        return `(${plain(node, 'op')}${part('val')})`;
      case 'BinaryExpression':
        return `(${part('lhs')} ${plain(node, 'op')} ${part('rhs')})`;
      case 'FunctionExpression':
        return `${plain(node, 'name')}(${this.#arguments(node, depth)})`;
      case 'ConstExpression':
        return plain(node, 'name');
      case 'GetAttrExpression':
        return `${this.#group(node, depth)}.${plain(node, 'name')}`;
      case 'GetItemExpression':
        return `${this.#group(node, depth)}[${this.#generation < 5 ? `'${plain(node, 'name')}'` : part('name')}]`;
      case 'DatumType':
      case '_DatumType':
        return 'datum';
      case 'Parameter':
        return plain(node, 'name');
      case 'ParameterExpression':
      case 'SelectionExpression':
        return part('expr');
      default:
        return undefined;
    }
  }

  #arguments(node: AltairNode, depth: number): string {
    const args = node.fields.get('args');
    return Array.isArray(args) ? args.map((arg) => this.#literal(arg, depth + 1)).join(',') : '';
  }

  #group(node: AltairNode, depth: number): string {
    const group = node.fields.get('group') ?? null;
    return typeof group === 'string' ? group : this.#literal(group, depth + 1);
  }

  #literal(value: PickleValue, depth: number): string {
    if (value === null || typeof value === 'boolean') {
      this.#spend(1);
      return String(value);
    }
    const date = this.#generation < 5 ? undefined : readPythonDate(value);
    return date === undefined ? this.#python(value, depth) : dateCall(date);
  }

  /** As Python's `repr`, which altair leaves lists and what is in them to. */
  #python(value: PickleValue, depth: number): string {
    this.#spend(valuesPerPart);
    if (typeof value === 'string') {
      this.#spend(value.length / charactersPerValue);
      return pythonQuoted(value);
    }
    if (Array.isArray(value)) {
      return depth < maxDepth ? `[${value.map((item) => this.#python(item, depth + 1)).join(', ')}]` : '[]';
    }
    return pythonScalar(value) ?? this.expression(value, depth) ?? 'null';
  }
}

function pythonScalar(value: PickleValue): string | undefined {
  switch (typeof value) {
    case 'boolean':
      return value ? 'True' : 'False';
    case 'bigint':
      return String(value);
    case 'number':
      return Number.isInteger(value) ? BigInt(value).toString() : pythonFloat(value);
    default:
      if (value === null) {
        return 'None';
      }
      return value instanceof PickleFloat ? pythonFloat(value.value) : undefined;
  }
}

/** As Python's `repr`: `1.0`, `1e-09`, `1e+21`, `inf`. */
function pythonFloat(value: number): string {
  if (!Number.isFinite(value)) {
    return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  }
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    return value.toExponential().replace(/e([-+])(\d)$/, 'e$10$2');
  }
  const text = Object.is(value, -0) ? '-0' : String(value);
  return Number.isInteger(value) ? `${text}.0` : text;
}

/** `datetime(2020,0,2)`; months count from 0 in Vega's expressions. */
function dateCall({ year, month, day, time }: PythonDate): string {
  const parts = [year, month - 1, day];
  if (time === undefined) {
    return `datetime(${parts.join(',')})`;
  }
  const { hour, minute, second, microsecond, hasZone } = time;
  const all = [...parts, hour, minute, second, Math.floor(microsecond / 1000)];
  return `${hasZone ? 'utc' : 'datetime'}(${all.join(',')})`;
}

/** Long texts that are used again and again cost as much as many values. */
export const charactersPerValue = 32;

function plain(node: AltairNode, name: string): string {
  const text = node.fields.get(name);
  return typeof text === 'string' ? text : '';
}

/** As Python's `repr`: single quotes unless there are only single ones inside. */
function pythonQuoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t').replaceAll('\r', '\\r');
  return `${quote}${quote === "'" ? escaped.replaceAll("'", "\\'") : escaped}${quote}`;
}
