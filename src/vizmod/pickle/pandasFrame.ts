import type { JsonObject, JsonValue } from '../../model/json.ts';
import type { FrameColumn } from './frameColumn.ts';
import { columnOf, maxCells, readNumpyArray, readNumpyColumn } from './numpyArray.ts';
import { isRangeIndex, readBackedColumns, readIndexLabels, readPandasArray } from './pandasArray.ts';
import { PickleDict, PickleObject, type PickleValue } from './pickleValue.ts';

/** A pandas frame that lay in a pickle, column by column; a column of a kind that is not known has no values. */
export interface PandasFrame {
  readonly columns: ReadonlyMap<string, FrameColumn | undefined>;
  /** Whether the columns are numbered; charts then name them by text, but altair does not look at their types. */
  readonly isNumbered: boolean;
}

export function isPandasFrame(value: PickleValue | undefined): value is PickleObject {
  return value instanceof PickleObject && /^pandas\.(core\.frame\.)?DataFrame$/.test(value.calleeName);
}

/** Reads a frame as pandas 1.3 and later pickle it: `BlockManager((block, …), [columns, index])`. */
export function readPandasFrame(frame: PickleObject): PandasFrame | undefined {
  const manager = frame.state instanceof PickleDict ? frame.state.get('_mgr') : undefined;
  const [blocks, axes] = manager instanceof PickleObject ? manager.args : [];
  const labels = Array.isArray(axes) ? readIndexLabels(axes[0]) : undefined;
  const names = labels?.filter((label) => typeof label === 'string') ?? [];
  if (!Array.isArray(blocks) || names.length !== labels?.length) {
    return undefined;
  }
  const columns: (FrameColumn | undefined)[] = [];
  let cells = 0;
  for (const block of blocks) {
    cells += placeBlock(block, columns, names.length);
    if (cells > maxCells) {
      return undefined;
    }
  }
  return {
    columns: new Map(names.map((name, index) => [name, columns[index]])),
    isNumbered: Array.isArray(axes) && isRangeIndex(axes[0]),
  };
}

/** The frame as rows; absent when a column could not be read. */
export function frameRows(frame: PandasFrame): readonly JsonObject[] | undefined {
  const columns: [string, readonly JsonValue[]][] = [];
  for (const [name, column] of frame.columns) {
    if (column === undefined) {
      return undefined;
    }
    columns.push([name, column.values]);
  }
  const length = columns.reduce((longest, [, values]) => Math.max(longest, values.length), 0);
  if (length * columns.length > maxCells) {
    return undefined;
  }
  return Array.from({ length }, (_, row) =>
    Object.fromEntries(columns.map(([name, values]) => [name, values[row] ?? null])),
  );
}

/**
 * `_unpickle_block(values, placement, dimensions)`: values of two dimensions have one row per column.
 * @returns how many cells were read, so that blocks that are used again and again come to an end
 */
function placeBlock(block: PickleValue, columns: (FrameColumn | undefined)[], columnCount: number): number {
  const [values, placement] = block instanceof PickleObject ? block.args : [];
  const places = placesOf(placement);
  const own = places.length === 1 ? readPandasArray(values) : undefined;
  if (own !== undefined) {
    columns[places[0] ?? columnCount] = own;
    return own.values.length + 1;
  }
  const array = readBackedColumns(values) ?? readNumpyArray(values);
  for (const [index, place] of places.entries()) {
    if (array !== undefined && place < columnCount) {
      columns[place] = columnOf(array, index);
    }
  }
  return places.length + (array?.rows.length ?? 0) * ((array?.rows[0]?.length ?? 0) + 1);
}

const maxPlaces = 100_000;

function placesOf(placement: PickleValue | undefined): number[] {
  if (placement instanceof PickleObject && placement.calleeName === 'builtins.slice') {
    const [start, end, step = 1] = placement.args.map((arg) => (typeof arg === 'number' ? arg : 1));
    const length = Math.ceil(((end ?? 0) - (start ?? 0)) / step);
    return Array.from({ length: Math.min(Math.max(length, 0), maxPlaces) }, (_, index) => (start ?? 0) + index * step);
  }
  return (readNumpyColumn(placement)?.values ?? []).map(Number);
}
