/** A cell of a table; row -1 is the header. */
export interface CellPosition {
  readonly row: number;
  readonly column: number;
}

export interface TableExtent {
  readonly rows: number;
  readonly columns: number;
  /** Rows that Page Up and Page Down move by. */
  readonly page: number;
}

interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

type Move = (from: CellPosition, extent: TableExtent) => CellPosition;

const moves: Readonly<Record<string, Move>> = {
  ArrowDown: ({ row, column }) => ({ row: row + 1, column }),
  ArrowUp: ({ row, column }) => ({ row: row - 1, column }),
  ArrowRight: ({ row, column }) => ({ row, column: column + 1 }),
  ArrowLeft: ({ row, column }) => ({ row, column: column - 1 }),
  PageDown: ({ row, column }, { page }) => ({ row: row + page, column }),
  PageUp: ({ row, column }, { page }) => ({ row: Math.max(0, row - page), column }),
  Home: ({ row }) => ({ row, column: 0 }),
  End: ({ row }, { columns }) => ({ row, column: columns - 1 }),
};

/** With Ctrl or Cmd. */
const wideMoves: typeof moves = {
  ArrowDown: ({ column }, { rows }) => ({ row: rows - 1, column }),
  ArrowUp: ({ column }) => ({ row: 0, column }),
  ArrowRight: ({ row }, { columns }) => ({ row, column: columns - 1 }),
  ArrowLeft: ({ row }) => ({ row, column: 0 }),
  Home: () => ({ row: 0, column: 0 }),
  End: (_, { rows, columns }) => ({ row: rows - 1, column: columns - 1 }),
};

/** Where a key moves the active cell, as the ARIA grid pattern says; absent when the key is not for moving. */
export function tableKeyTarget(press: KeyPress, from: CellPosition, extent: TableExtent): CellPosition | undefined {
  const move = (press.ctrlKey || press.metaKey ? wideMoves : moves)[press.key];
  const moved = move?.(from, extent);
  return moved && { row: clamp(moved.row, -1, extent.rows - 1), column: clamp(moved.column, 0, extent.columns - 1) };
}

function clamp(value: number, least: number, greatest: number): number {
  return Math.max(least, Math.min(greatest, value));
}

/** What left and right do in the first column of nested rows: fold or unfold, go to the row above, or nothing of their own. */
export function foldKey(
  key: string,
  { level, branch }: { readonly level: number; readonly branch: 'leaf' | 'collapsed' | 'expanded' },
): 'fold' | 'parent' | undefined {
  if ((key === 'ArrowRight' && branch === 'collapsed') || (key === 'ArrowLeft' && branch === 'expanded')) {
    return 'fold';
  }
  return key === 'ArrowLeft' && level > 0 ? 'parent' : undefined;
}
