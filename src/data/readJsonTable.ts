import type { DataTable } from '../model/dataTable.ts';
import type { JsonValue } from '../model/json.ts';
import { cancelledError, MlflowError } from '../model/mlflowError.ts';
import type { ByteSource } from './byteChunks.ts';
import { fromRecords, jsonColumns, type JsonColumns } from './jsonRows.ts';
import type { TableRequest } from './tableRequest.ts';
import { valueColumn } from './valueColumn.ts';

export function isJsonName(name: string): boolean {
  return /\.(?:json|jsonl|ndjson)$/i.test(name);
}

interface Parsed {
  readonly columns: JsonColumns;
  readonly rowCount: number;
  /** Of each row, from 1. */
  readonly lines: Uint32Array<ArrayBuffer>;
}

/**
 * Reads a table from JSON: one value in one of the forms of `jsonColumns`, or an object on each line. The text is parsed whole: JSON
 * has no columns to pass over.
 * @throws MlflowError invalidData when it is neither; cancelled; whatever the source throws
 */
export function readJsonTable(source: ByteSource, request: TableRequest = {}): DataTable {
  const { text, byteCount } = readText(source, request);
  const { columns, rowCount, lines } = isLines(text) ? parseLines(text, source.what) : parseValue(text, source.what);
  const wanted = request.columns === undefined ? undefined : new Set(request.columns);
  return {
    header: [...columns.keys()],
    columns: [...columns].flatMap(([name, values]) => (wanted?.has(name) === false ? [] : valueColumn(name, values))),
    rowCount,
    byteCount,
    ragged: { count: 0, first: [] },
    lines,
  };
}

function readText(source: ByteSource, { isCancelled, onProgress }: TableRequest) {
  const decoder = new TextDecoder();
  const pieces: string[] = [];
  let byteCount = 0;
  for (const chunk of source.chunks()) {
    if (isCancelled?.() === true) {
      throw cancelledError(source.what);
    }
    byteCount += chunk.length;
    pieces.push(decoder.decode(chunk, { stream: true }));
    if (source.size !== undefined) {
      onProgress?.({ read: Math.min(byteCount, source.size), total: source.size });
    }
  }
  return { text: pieces.join('') + decoder.decode(), byteCount };
}

/** Objects on lines: the first line is an object by itself, and something follows it. */
function isLines(text: string): boolean {
  const [first = '', rest = ''] = splitOnce(text.trimStart());
  return first.startsWith('{') && rest.trim() !== '' && tryToParse(first) !== undefined;
}

function splitOnce(text: string): readonly string[] {
  const end = text.indexOf('\n');
  return end < 0 ? [text] : [text.slice(0, end), text.slice(end + 1)];
}

function tryToParse(text: string): JsonValue | undefined {
  try {
    const value: JsonValue = JSON.parse(text);
    return value;
  } catch {
    // Who asks knows what else it may be.
    return undefined;
  }
}

function parseLines(text: string, what: string): Parsed {
  const records: JsonValue[] = [];
  const lines: number[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() !== '') {
      const record = tryToParse(line);
      if (record === undefined) {
        throw new MlflowError('invalidData', { what, detail: `line ${index + 1} is not a JSON object` });
      }
      records.push(record);
      lines.push(index + 1);
    }
  }
  return tableOf(fromRecords(records), what, Uint32Array.from(lines));
}

function parseValue(text: string, what: string): Parsed {
  let value: JsonValue;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw new MlflowError('invalidData', { what, detail }, { cause: error });
  }
  return tableOf(jsonColumns(value), what, Array.isArray(value) ? lineOfItems(text) : undefined);
}

function tableOf(columns: JsonColumns | undefined, what: string, lines: Uint32Array<ArrayBuffer> | undefined): Parsed {
  if (columns === undefined) {
    throw new MlflowError('invalidData', { what, detail: 'it holds no rows: neither objects nor columns' });
  }
  const [first] = columns.values();
  const rowCount = first?.length ?? 0;
  return { columns, rowCount, lines: lines ?? new Uint32Array(rowCount).fill(1) };
}

/** The line on which each item of a list begins. */
function lineOfItems(text: string): Uint32Array<ArrayBuffer> {
  const lines: number[] = [];
  let line = 1;
  let depth = 0;
  const token = /"(?:[^"\\]|\\.)*"|[[\]{}\n]/g;
  for (const [found] of text.matchAll(token)) {
    if (found === '\n') {
      line++;
    } else if (found === '{' || found === '[') {
      depth++;
      if (depth === 2) {
        lines.push(line);
      }
    } else if (found === '}' || found === ']') {
      depth--;
    }
  }
  return Uint32Array.from(lines);
}
