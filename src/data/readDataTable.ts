import type { ColumnType, DataTable } from '../model/dataTable.ts';
import { cancelledError } from '../model/mlflowError.ts';
import type { ByteSource } from './byteChunks.ts';
import { CsvScanner } from './csvScanner.ts';
import { guessDelimiter } from './delimiter.ts';
import { isJsonName, readJsonTable } from './readJsonTable.ts';
import { TableBuilder, type ColumnChoice } from './tableBuilder.ts';
import type { TableRequest } from './tableRequest.ts';

/**
 * Reads delimited text (CSV, TSV and the like), or JSON by the name of its file, as a table of typed columns. Columns are taken for whole numbers, numbers, booleans
 * or ISO times when all their values are; an empty cell is missing, and so are pandas' words for it (`NA`, `nan`, …) except in a column of
 * texts. Columns that are not asked for cost next to nothing. A column whose first value that is no number comes late is read twice.
 * @throws MlflowError invalidData for a quote that is never closed; cancelled; whatever the source throws
 */
export function readDataTable(source: ByteSource, request: TableRequest = {}): DataTable {
  if (isJsonName(source.what)) {
    return readJsonTable(source, request);
  }
  const wanted = request.columns === undefined ? undefined : new Set(request.columns);
  const first = scan(source, request, { isWanted: (name) => wanted?.has(name) ?? true, asText: new Set() });
  const misjudged = new Set(first.builder.misjudged);
  const table = first.builder.finish(first.byteCount);
  if (misjudged.size === 0) {
    return table;
  }
  const again = scan(source, request, { isWanted: (name) => misjudged.has(name), asText: misjudged });
  const reread = new Map(again.builder.finish(again.byteCount).columns.map((column) => [column.name, column]));
  return { ...table, columns: table.columns.map((column) => reread.get(column.name) ?? column) };
}

/** The column names alone; no more of delimited text is read than they take. @throws MlflowError as {@link readDataTable} */
export function readDataHeader(source: ByteSource, request: Pick<TableRequest, 'isCancelled'> = {}): readonly string[] {
  if (isJsonName(source.what)) {
    return readJsonTable(source, { ...request, columns: [] }).header;
  }
  const { builder } = scan(source, request, { isWanted: () => false, asText: new Set() }, 'header');
  return builder.finish(0).header;
}

/** Every column with the type of its values in the first chunk of delimited text; no more is read. @throws MlflowError as {@link readDataTable} */
export function readColumnTypes(
  source: ByteSource,
  request: Pick<TableRequest, 'isCancelled'> = {},
): readonly ColumnType[] {
  if (isJsonName(source.what)) {
    return readJsonTable(source, request).columns.map(({ name, type }) => ({ name, type }));
  }
  const { builder } = scan(source, request, { isWanted: () => true, asText: new Set() }, 'firstChunk');
  const texts = new Set(builder.misjudged);
  return builder.finish(0).columns.map(({ name, type }) => ({ name, type: texts.has(name) ? 'text' : type }));
}

function scan(
  source: ByteSource,
  { isCancelled, onProgress }: TableRequest,
  choice: ColumnChoice,
  end: 'header' | 'firstChunk' | 'all' = 'all',
): { readonly builder: TableBuilder; readonly byteCount: number } {
  const builder = new TableBuilder(choice);
  let scanner: CsvScanner | undefined;
  let byteCount = 0;
  for (const chunk of source.chunks()) {
    if (isCancelled?.() === true) {
      throw cancelledError(source.what);
    }
    byteCount += chunk.length;
    if (source.size !== undefined) {
      onProgress?.({ read: Math.min(byteCount, source.size), total: source.size });
    }
    const bytes = scanner === undefined ? withoutMark(chunk) : chunk;
    scanner ??= new CsvScanner(guessDelimiter(bytes), builder, source.what);
    scanner.push(bytes, false);
    if (end !== 'all' && builder.hasHeader) {
      return { builder, byteCount };
    }
  }
  scanner?.push(new Uint8Array(0), true);
  return { builder, byteCount };
}

function withoutMark(start: Uint8Array): Uint8Array {
  return start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf ? start.subarray(3) : start;
}
