import type { PickleValue } from '../pickle/pickleValue.ts';
import { altairNode, type AltairNode } from './altairNode.ts';

/** Notes work that is done, and throws when it is too much; parts of an expression may be shared, and be their own parts. */
export type Spend = (amount: number) => void;

const maxDepth = 200;

/** The JavaScript-like text of an altair expression (`alt.datum.x > 2`), as `repr` prints it; absent for what is no expression. */
export function expressionText(value: PickleValue, spend: Spend): string | undefined {
  return new ExpressionWriter(spend).expression(value, 0);
}

class ExpressionWriter {
  readonly #spend: Spend;

  constructor(spend: Spend) {
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
        return `${this.#group(node, depth)}[${part('name')}]`;
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
    this.#spend(1);
    if (typeof value === 'string') {
      this.#spend(value.length / charactersPerValue);
      return pythonQuoted(value);
    }
    if (Array.isArray(value)) {
      return depth < maxDepth ? `[${value.map((item) => this.#literal(item, depth + 1)).join(', ')}]` : '[]';
    }
    if (value === null || typeof value === 'boolean' || typeof value === 'number' || typeof value === 'bigint') {
      return String(value);
    }
    return this.expression(value, depth) ?? 'null';
  }
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
