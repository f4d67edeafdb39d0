import type { DataSource } from '../data/dataJobs.ts';
import type { DataTable } from '../model/dataTable.ts';
import { isJsonArray, isJsonObject, type JsonValue } from '../model/json.ts';
import { MlflowError } from '../model/mlflowError.ts';
import type { ArtifactItem, ArtifactPreview, PreviewTable } from '../protocol/runPanel.ts';
import type { ArtifactRepository } from '../store/artifactRepository.ts';
import { cellReader } from '../vizmod/dataCells.ts';
import { mlModelFileName } from '../vizmod/mlModelFile.ts';
import { readModelCard } from './readModelCard.ts';

export interface PreviewParts {
  /** Reads a table off the extension host's thread. */
  readonly readTable: (source: DataSource) => Promise<DataTable>;
  /** HTML as VS Code renders the text. */
  readonly renderMarkdown: (text: string) => Promise<string>;
}

/** What lies where: the repository, and Python that loads a model of it. */
export interface PreviewSource {
  readonly repository: ArtifactRepository;
  readonly snippetFor: (path: string) => string;
}

const megabyte = 1024 * 1024;
/** Bytes up to which a file of its kind is read for the page. */
const limits = { image: 20 * megabyte, table: 20 * megabyte, page: 4 * megabyte, text: 2 * megabyte } as const;
const shownRows = 1000;
const shownLines = 5000;

const mediaTypes: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  svg: 'image/svg+xml',
  bmp: 'image/bmp',
  ico: 'image/x-icon',
  avif: 'image/avif',
};

/** What the page can show of an artifact. @throws MlflowError tooLarge, and whatever the repository throws */
export async function artifactPreview(
  source: PreviewSource,
  item: ArtifactItem,
  parts: PreviewParts,
  signal: AbortSignal,
): Promise<ArtifactPreview> {
  if (item.isDirectory) {
    return await folderPreview(source, item.path, signal);
  }
  const extension = item.path.slice(item.path.lastIndexOf('.') + 1).toLowerCase();
  const mediaType = mediaTypes[extension];
  if (mediaType !== undefined) {
    return { kind: 'image', bytes: await read(source, item, limits.image, signal), mediaType };
  }
  switch (extension) {
    case 'csv':
    case 'tsv':
      return { kind: 'table', table: dataPreview(await parts.readTable(await tableSource(source, item, signal))) };
    case 'md':
    case 'markdown': {
      const text = decoded(await read(source, item, limits.text, signal));
      return text === undefined ? { kind: 'binary' } : { kind: 'markdown', html: await parts.renderMarkdown(text) };
    }
    case 'html':
    case 'htm': {
      const html = decoded(await read(source, item, limits.page, signal));
      return html === undefined ? { kind: 'binary' } : { kind: 'html', html };
    }
    case 'json':
      return jsonPreview(decoded(await read(source, item, limits.page, signal)));
    default:
      return textPreview(decoded(await read(source, item, limits.text, signal)));
  }
}

async function folderPreview(
  { repository, snippetFor }: PreviewSource,
  path: string,
  signal: AbortSignal,
): Promise<ArtifactPreview> {
  const entries = await repository.list(path, signal);
  return entries.some((entry) => entry.path.split('/').at(-1) === mlModelFileName)
    ? { kind: 'model', card: await readModelCard(repository, path, snippetFor(path), signal) }
    : { kind: 'folder', entryCount: entries.length };
}

async function read(
  { repository }: PreviewSource,
  { path, size }: ArtifactItem,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  refuseLarge(path, size, maxBytes);
  return await repository.read(path, { maxBytes, signal });
}

function refuseLarge(what: string, size: number | undefined, maxBytes: number): void {
  if (size !== undefined && size > maxBytes) {
    throw new MlflowError('tooLarge', { what, detail: `the page shows up to ${maxBytes / megabyte} MB` });
  }
}

/** A local file is read where it lies, off this thread. */
async function tableSource(source: PreviewSource, item: ArtifactItem, signal: AbortSignal): Promise<DataSource> {
  refuseLarge(item.path, item.size, limits.table);
  const path = source.repository.localPath(item.path);
  return path === undefined
    ? { kind: 'text', text: decoded(await read(source, item, limits.table, signal)) ?? '', what: item.path }
    : { kind: 'file', path };
}

/** Absent for what is no text. */
function decoded(bytes: Uint8Array<ArrayBuffer>): string | undefined {
  if (bytes.subarray(0, 8192).includes(0)) {
    return undefined;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) {
      return undefined;
    }
    throw error;
  }
}

function textPreview(text: string | undefined): ArtifactPreview {
  if (text === undefined) {
    return { kind: 'binary' };
  }
  const lines = text.split('\n');
  const isWhole = lines.length <= shownLines;
  return {
    kind: 'text',
    text: isWhole ? text : lines.slice(0, shownLines).join('\n'),
    shownLines: Math.min(lines.length, shownLines),
    lineCount: lines.length,
  };
}

/** Tables of `mlflow.log_table` as tables, other JSON as text: what stands on one line is laid out. */
function jsonPreview(text: string | undefined): ArtifactPreview {
  if (text === undefined) {
    return { kind: 'binary' };
  }
  try {
    const value = JSON.parse(text) as JsonValue;
    const table = loggedTable(value);
    if (table !== undefined) {
      return { kind: 'table', table };
    }
    return textPreview(text.trimEnd().includes('\n') ? text : JSON.stringify(value, undefined, 2));
  } catch (error) {
    if (error instanceof SyntaxError) {
      return textPreview(text);
    }
    throw error;
  }
}

/** `{"columns": […], "data": [[…], …]}`, as MLflow 2.3 and later write it (pandas' orient "split"). */
function loggedTable(value: JsonValue): PreviewTable | undefined {
  if (!isJsonObject(value)) {
    return undefined;
  }
  const { columns, data } = value;
  if (!isJsonArray(columns) || !isJsonArray(data) || columns.length === 0 || !data.every((row) => isJsonArray(row))) {
    return undefined;
  }
  const rows = data.slice(0, shownRows);
  return {
    columns: columns.map((name, place) => ({
      name: cellText(name),
      isNumber: rows.every((row) => row[place] === null || typeof row[place] === 'number'),
    })),
    rows: rows.map((row) => columns.map((_, place) => cellText(row[place]))),
    rowCount: data.length,
  };
}

function cellText(value: JsonValue | undefined): string {
  if (value === null || value === undefined) {
    return '';
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function dataPreview({ columns, rowCount }: DataTable): PreviewTable {
  const readers = columns.map(cellReader);
  return {
    columns: columns.map((column) => ({ name: column.name, isNumber: 'values' in column })),
    rows: Array.from({ length: Math.min(rowCount, shownRows) }, (_, row) =>
      readers.map((reader) => reader.text(row) ?? ''),
    ),
    rowCount,
  };
}
