import type { RunTable } from '../model/runTable.ts';
import type { ExportFormat } from '../protocol/experimentPanel.ts';
import type { AttributeColumnKey, RunColumn } from '../protocol/runColumn.ts';
import { pythonFloat } from '../util/pythonFloat.ts';
import { columnReader } from './columnReader.ts';

/** Rows of one piece of text. */
const pieceLength = 256;

/** A cell of an export: a text that is data as it stands, a double, a whole number, or nothing. */
type Cell =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'double' | 'integer'; readonly value: number }
  | { readonly kind: 'none' };

interface ExportColumn {
  readonly name: string;
  readonly isNumber: boolean;
  readonly cell: (row: number) => Cell;
}

interface Layout {
  readonly before: (columns: readonly ExportColumn[]) => string;
  readonly row: (cells: readonly Cell[], columns: readonly ExportColumn[], isFirst: boolean) => string;
  readonly after: string;
}

/** Names as `mlflow.search_runs` gives them to columns, where it has one. */
const attributeNames: Readonly<Record<AttributeColumnKey, string>> = {
  startTime: 'start_time',
  duration: 'duration_ms',
  status: 'status',
  userId: 'user_id',
  source: 'source',
  commit: 'commit',
  datasets: 'datasets',
  parent: 'parent',
  runId: 'run_id',
};

const layouts: Readonly<Record<ExportFormat, Layout>> = {
  csv: separated(','),
  tsv: separated('\t'),
  json: {
    before: () => '[',
    row: (cells, columns, isFirst) => `${isFirst ? '' : ','}\n  ${jsonObject(cells, columns)}`,
    after: '\n]\n',
  },
  markdown: {
    before: (columns) =>
      `${markdownRow(columns.map(({ name }) => name))}${markdownLine(columns.map(({ isNumber }) => (isNumber ? '---:' : '---')))}`,
    row: (cells) => markdownRow(cells.map(plainText)),
    after: '',
  },
  latex: {
    before: (columns) =>
      `\\begin{tabular}{${columns.map(({ isNumber }) => (isNumber ? 'r' : 'l')).join('')}}\n\\hline\n${latexRow(columns.map(({ name }) => name))}\\hline\n`,
    row: (cells) => latexRow(cells.map(plainText)),
    after: '\\hline\n\\end{tabular}\n',
  },
};

/** File name endings. */
export const exportEndings: Readonly<Record<ExportFormat, string>> = {
  csv: 'csv',
  tsv: 'tsv',
  json: 'json',
  markdown: 'md',
  latex: 'tex',
};

/**
 * Writes runs as a table: id, name, then the columns. Numbers have all their digits and are written as Python writes them, times in
 * ISO 8601 (UTC). CSV and TSV are what Python's `csv` writes with `\n` as the end of a line; JSON is an array of objects, NaN and
 * infinities in it as Python's `json` writes and reads them.
 * @returns the text, piece by piece
 */
export function* exportRuns(
  table: RunTable,
  rows: Uint32Array,
  columns: readonly RunColumn[],
  format: ExportFormat,
): Generator<string, void> {
  const exported = exportColumns(table, columns);
  const layout = layouts[format];
  yield layout.before(exported);
  for (let from = 0; from < rows.length; from += pieceLength) {
    yield Array.from(rows.subarray(from, from + pieceLength), (row, index) =>
      layout.row(
        exported.map(({ cell }) => cell(row)),
        exported,
        from + index === 0,
      ),
    ).join('');
  }
  yield layout.after;
}

function exportColumns(table: RunTable, columns: readonly RunColumn[]): ExportColumn[] {
  const shown = columns.filter(({ kind, key }) => kind !== 'attribute' || key !== 'runId');
  return [
    { name: 'run_id', isNumber: false, cell: (row) => ({ kind: 'text', text: table.runId(row) }) },
    { name: 'run_name', isNumber: false, cell: (row) => textCell(table.runName.get(row)) },
    ...shown.map((column) => exportColumn(table, column)),
  ];
}

function exportColumn(table: RunTable, column: RunColumn): ExportColumn {
  const reader = columnReader(table, column);
  const name = column.kind === 'attribute' ? attributeNames[column.key] : `${column.kind}s.${column.key}`;
  if (reader.kind === 'text') {
    return { name, isNumber: false, cell: (row) => textCell(reader.get(row)) };
  }
  const isTime = column.kind === 'attribute' && column.key === 'startTime';
  const kind = column.kind === 'metric' ? 'double' : 'integer';
  return {
    name,
    isNumber: !isTime,
    cell: (row) => {
      const value = reader.get(row);
      if (value === undefined) {
        return { kind: 'none' };
      }
      return isTime ? { kind: 'text', text: new Date(value).toISOString() } : { kind, value };
    },
  };
}

function textCell(text: string | undefined): Cell {
  return text === undefined ? { kind: 'none' } : { kind: 'text', text };
}

function plainText(cell: Cell): string {
  switch (cell.kind) {
    case 'text':
      return cell.text;
    case 'double':
      return pythonFloat(cell.value);
    case 'integer':
      return String(cell.value);
    case 'none':
      return '';
  }
}

function separated(separator: string): Layout {
  const line = (texts: readonly string[]): string =>
    `${texts.map((text) => quoted(text, separator)).join(separator)}\n`;
  return {
    before: (columns) => line(columns.map(({ name }) => name)),
    row: (cells) => line(cells.map(plainText)),
    after: '',
  };
}

function quoted(text: string, separator: string): string {
  return /["\r\n]/.test(text) || text.includes(separator) ? `"${text.replaceAll('"', '""')}"` : text;
}

function jsonObject(cells: readonly Cell[], columns: readonly ExportColumn[]): string {
  const members = cells.map((cell, index) => `${JSON.stringify(columns[index]?.name)}: ${jsonValue(cell)}`);
  return `{${members.join(', ')}}`;
}

function jsonValue(cell: Cell): string {
  switch (cell.kind) {
    case 'text':
      return JSON.stringify(cell.text);
    case 'double':
      return Number.isNaN(cell.value) ? 'NaN' : pythonFloat(cell.value).replace('inf', 'Infinity');
    case 'integer':
      return String(cell.value);
    case 'none':
      return 'null';
  }
}

function markdownRow(texts: readonly string[]): string {
  return markdownLine(texts.map((text) => text.replace(/[\\|`*_<>[\]]/g, '\\$&').replace(/\r\n|\r|\n/g, ' ')));
}

function markdownLine(texts: readonly string[]): string {
  return `| ${texts.join(' | ')} |\n`;
}

const latexSpecials: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
};

function latexRow(texts: readonly string[]): string {
  const escaped = texts.map((text) =>
    text.replace(/[\\~^&%$#_{}]/g, (special) => latexSpecials[special] ?? `\\${special}`).replace(/\s+/g, ' '),
  );
  return `${escaped.join(' & ')} \\\\\n`;
}
