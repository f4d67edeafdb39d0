/** Facts of a run that are not logged data and can be shown as a column. */
export const attributeColumnKeys = [
  'startTime',
  'duration',
  'status',
  'userId',
  'source',
  'commit',
  'datasets',
  'parent',
  'runId',
] as const;
export type AttributeColumnKey = (typeof attributeColumnKeys)[number];

/** A column of the runs table beside the run's name, which is always there. */
export type RunColumn =
  | { readonly kind: 'attribute'; readonly key: AttributeColumnKey }
  | { readonly kind: 'metric' | 'param' | 'tag'; readonly key: string };

export interface RunColumnSort {
  readonly column: RunColumn | { readonly kind: 'runName' };
  readonly descending: boolean;
}

/** Names a column, for keys and for finding it again. */
export function columnId(column: RunColumnSort['column']): string {
  return column.kind === 'runName' ? 'runName' : `${column.kind}.${column.key}`;
}

/** Whether a value from outside, as a saved state or a file, is a column. */
export function isRunColumn(value: unknown): value is RunColumn {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const { kind, key }: { readonly kind?: unknown; readonly key?: unknown } = value;
  return kind === 'attribute'
    ? attributeColumnKeys.some((known) => known === key)
    : (kind === 'metric' || kind === 'param' || kind === 'tag') && typeof key === 'string';
}

/** Whether a value from outside is a sort key. */
export function isRunColumnSort(value: unknown): value is RunColumnSort {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const { column, descending }: { readonly column?: unknown; readonly descending?: unknown } = value;
  const isRunName = typeof column === 'object' && column !== null && Reflect.get(column, 'kind') === 'runName';
  return typeof descending === 'boolean' && (isRunName || isRunColumn(column));
}
