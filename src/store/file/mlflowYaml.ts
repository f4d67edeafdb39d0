import { isMap, isScalar, isSeq, parseDocument, type Scalar } from 'yaml';
import { formatScalar, isPlainText, withoutIndentation } from './yamlScalar.ts';

/** A scalar that is no text to YAML, as it is written: an integer, a float, a truth value or a time. */
export interface PlainScalar {
  readonly plain: string;
}

export type YamlValue = string | PlainScalar | null | readonly YamlValue[] | YamlMap;
export type YamlMap = ReadonlyMap<string, YamlValue>;

/** An integer, for {@link writeMlflowYaml}. */
export function yamlInteger(value: number): PlainScalar {
  return { plain: String(value) };
}

/**
 * Reads a meta.yaml for editing: nothing in it is turned into a number or a date, so what is not edited is written back as it was.
 *
 * @returns undefined when the text is not a YAML map, as half a file is not
 */
export function readMlflowYaml(text: string): YamlMap | undefined {
  const document = parseDocument(text, { schema: 'failsafe', uniqueKeys: false, logLevel: 'silent' });
  if (document.errors.length > 0 || !isMap(document.contents)) {
    return undefined;
  }
  const value = valueOf(document.contents);
  return value instanceof Map ? value : undefined;
}

function valueOf(node: unknown): YamlValue {
  if (isScalar(node)) {
    return scalarOf(node);
  }
  if (isSeq(node)) {
    return node.items.map(valueOf);
  }
  if (isMap(node)) {
    return new Map(node.items.map(({ key, value }) => [textOf(key), valueOf(value)]));
  }
  return null;
}

function scalarOf(node: Scalar): YamlValue {
  const text = textOf(node);
  if (node.type === 'QUOTE_SINGLE') {
    return withoutIndentation(text);
  }
  if (node.type !== 'PLAIN' || isPlainText(text)) {
    return text;
  }
  return /^(?:~|null|Null|NULL|)$/.test(text) ? null : { plain: text };
}

/** In the failsafe schema every scalar is a text, or absent. */
function textOf(node: unknown): string {
  return isScalar(node) && typeof node.value === 'string' ? node.value : '';
}

/** The bytes that MLflow's `write_yaml` and `overwrite_yaml` produce (PyYAML safe dump, block style, keys sorted). */
export function writeMlflowYaml(fields: YamlMap): string {
  return `${formatMap(fields, 0)}\n`;
}

function formatMap(fields: YamlMap, indent: number): string {
  return [...fields.keys()]
    .sort(compareCodePoints)
    .map((key) => `${' '.repeat(indent)}${formatEntry(key, fields.get(key) ?? null, indent)}`)
    .join('\n');
}

function formatEntry(key: string, value: YamlValue, indent: number): string {
  const name = formatScalar(key, { column: Number.NEGATIVE_INFINITY, indent });
  if (isBlock(value)) {
    return Array.isArray(value)
      ? `${name}:\n${formatList(value, indent)}`
      : `${name}:\n${formatBlock(value, indent + 2)}`;
  }
  return `${name}: ${formatInline(value, indent + Array.from(name).length + 1, indent + 2)}`;
}

/** Lists are not indented below their key. */
function formatList(items: readonly YamlValue[], indent: number): string {
  return items
    .map((item) => {
      const text = isBlock(item)
        ? formatBlock(item, indent + 2).trimStart()
        : formatInline(item, indent + 1, indent + 2);
      return `${' '.repeat(indent)}- ${text}`;
    })
    .join('\n');
}

function formatBlock(value: YamlValue, indent: number): string {
  return value instanceof Map ? formatMap(value, indent) : Array.isArray(value) ? formatList(value, indent) : '';
}

function formatInline(value: YamlValue, column: number, indent: number): string {
  if (value === null) {
    return 'null';
  }
  if (typeof value === 'string') {
    return formatScalar(value, { column: column + 1, indent });
  }
  if ('plain' in value) {
    return value.plain;
  }
  return Array.isArray(value) ? '[]' : '{}';
}

function isBlock(value: YamlValue): value is readonly YamlValue[] | YamlMap {
  return (Array.isArray(value) && value.length > 0) || (value instanceof Map && value.size > 0);
}

/** As Python sorts: by code point, not by UTF-16 unit. */
function compareCodePoints(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'));
}
