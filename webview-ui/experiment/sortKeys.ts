import { columnId, type RunColumnSort } from '../../src/protocol/runColumn.ts';

/** What a click on a header makes of the sort keys: descending first for numbers, then the other way, then not at all. */
export function nextSort(
  sort: readonly RunColumnSort[],
  column: RunColumnSort['column'],
  add: boolean,
): readonly RunColumnSort[] {
  const place = sort.findIndex((key) => columnId(key.column) === columnId(column));
  const known = sort[place];
  const startsDescending = column.kind === 'metric' || (column.kind === 'attribute' && isNumber(column.key));
  if (known === undefined) {
    const key = { column, descending: startsDescending };
    return add ? [...sort, key] : [key];
  }
  const next = known.descending === startsDescending ? [{ column, descending: !startsDescending }] : [];
  return add ? sort.toSpliced(place, 1, ...next) : next;
}

/** Sets the direction of a key that is there, or makes it the one that there is. */
export function withSort(
  sort: readonly RunColumnSort[],
  { column, descending }: RunColumnSort,
  add: boolean,
): readonly RunColumnSort[] {
  const place = sort.findIndex((key) => columnId(key.column) === columnId(column));
  if (!add) {
    return [{ column, descending }];
  }
  return place < 0 ? [...sort, { column, descending }] : sort.with(place, { column, descending });
}

function isNumber(key: string): boolean {
  return key === 'startTime' || key === 'duration';
}
