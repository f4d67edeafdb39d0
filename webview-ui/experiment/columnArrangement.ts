import { columnId, type RunColumn } from '../../src/protocol/runColumn.ts';

/** Columns that somebody put in an order, and the ids of those that stay in view. */
export interface ColumnArrangement {
  readonly columns: readonly RunColumn[];
  readonly pinned: readonly string[];
}

/** Pinned columns first, each part in its order. */
export function arranged({ columns, pinned }: ColumnArrangement): readonly RunColumn[] {
  const isPinned = (column: RunColumn): boolean => pinned.includes(columnId(column));
  return pinned.length === 0
    ? columns
    : [...columns.filter(isPinned), ...columns.filter((column) => !isPinned(column))];
}

/** Puts the column at one place to another one. Among pinned columns it becomes one of them, out of them it is none any more. */
export function moveColumn(arrangement: ColumnArrangement, from: number, to: number): ColumnArrangement {
  const columns = arranged(arrangement);
  const moved = columns[from];
  if (moved === undefined || from === to) {
    return arrangement;
  }
  const id = columnId(moved);
  const others = arrangement.pinned.filter((pinned) => pinned !== id);
  return {
    columns: columns.toSpliced(from, 1).toSpliced(to, 0, moved),
    pinned:
      to < others.length || (to === others.length && others.length < arrangement.pinned.length)
        ? [...others, id]
        : others,
  };
}

/** Adds the column behind the last one of its kind, or takes it out. */
export function withColumn(columns: readonly RunColumn[], column: RunColumn, isShown: boolean): readonly RunColumn[] {
  return withColumns(columns, [column], isShown);
}

/** Adds those that are not there behind the last one of their kind, or takes all out. */
export function withColumns(
  columns: readonly RunColumn[],
  changed: readonly RunColumn[],
  isShown: boolean,
): readonly RunColumn[] {
  const ids = new Set(changed.map(columnId));
  if (!isShown) {
    return columns.filter((column) => !ids.has(columnId(column)));
  }
  const known = new Set(columns.map(columnId));
  const added = changed.filter((column) => !known.has(columnId(column)));
  const last = columns.findLastIndex(({ kind }) => kind === changed[0]?.kind);
  return columns.toSpliced(last < 0 ? columns.length : last + 1, 0, ...added);
}
