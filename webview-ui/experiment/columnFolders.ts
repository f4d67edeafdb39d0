import { attributeColumnKeys, type RunColumn } from '../../src/protocol/runColumn.ts';
import type { ColumnCatalog } from '../../src/protocol/experimentPanel.ts';
import { columnTitle } from './columnText.ts';

/** Columns of one kind, or those whose keys begin alike up to a `/`. */
export interface ColumnFolder {
  /** Distinct among all folders. */
  readonly id: string;
  readonly title: string;
  readonly folders: readonly ColumnFolder[];
  /** Those of no inner folder. */
  readonly columns: readonly RunColumn[];
}

/** All columns whose title contains the text, by kind and by `/` in their keys; empty folders are left out. */
export function columnFolders({ metrics, params, tags }: ColumnCatalog, wanted: string): ColumnFolder[] {
  const lower = wanted.toLowerCase();
  const kinds: readonly (readonly [title: string, columns: readonly RunColumn[]])[] = [
    ['Run', attributeColumnKeys.map((key) => ({ kind: 'attribute', key }))],
    ['Metrics', metrics.map((key) => ({ kind: 'metric', key }))],
    ['Params', params.map((key) => ({ kind: 'param', key }))],
    ['Tags', tags.map((key) => ({ kind: 'tag', key }))],
  ];
  return kinds
    .map(([title, columns]) => {
      const matching = columns.filter((column) => columnTitle(column).toLowerCase().includes(lower));
      return folderOf(title, title, matching, 0);
    })
    .filter((folder) => columnsBelow(folder).length > 0);
}

/** The columns of a folder and of all folders in it, as they are listed. */
export function columnsBelow({ folders, columns }: ColumnFolder): RunColumn[] {
  return [...folders.flatMap(columnsBelow), ...columns];
}

/** @param depth how many characters of the keys the folders above have taken */
function folderOf(id: string, title: string, columns: readonly RunColumn[], depth: number): ColumnFolder {
  const byPrefix = Map.groupBy(columns, (column) => prefixOf(column, depth));
  const alone: RunColumn[] = [];
  const folders: ColumnFolder[] = [];
  for (const [prefix, inside] of byPrefix) {
    // A folder of one is but a click more.
    if (prefix === '' || inside.length === 1) {
      alone.push(...inside);
    } else {
      folders.push(folderOf(`${id}/${prefix}`, prefix, inside, depth + prefix.length));
    }
  }
  return { id, title, folders, columns: alone };
}

/** Up to the next `/` and with it; empty when there is none. Attributes are of ours and lie in no folder. */
function prefixOf({ kind, key }: RunColumn, depth: number): string {
  const slash = kind === 'attribute' ? -1 : key.indexOf('/', depth);
  return slash < 0 ? '' : key.slice(depth, slash + 1);
}
