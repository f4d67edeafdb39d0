import type { JsonValue } from '../../model/json.ts';
import { readArrowArray } from './arrowArray.ts';
import type { FrameColumn, FrameColumnKind } from './frameColumn.ts';
import { inZone } from './isoTime.ts';
import { readNumpyArray, readNumpyColumn, type NumpyArray } from './numpyArray.ts';
import { PickleDict, PickleObject, type PickleValue } from './pickleValue.ts';
import { readTimeZone } from './timeZone.ts';

/** One column that is an array of its own: pandas' text, category, date and nullable arrays (pandas 1.x to 3.x), or numpy's. */
export function readPandasArray(value: PickleValue | undefined): FrameColumn | undefined {
  if (!(value instanceof PickleObject)) {
    return undefined;
  }
  const { state } = value;
  if (value.calleeName.endsWith('.__pyx_unpickle_NDArrayBacked')) {
    return Array.isArray(state) ? readBackedArray(state[0], state[1]) : undefined;
  }
  if (state instanceof PickleDict) {
    return readMaskedArray(state) ?? readArrowArray(state.get('_pa_array') ?? state.get('_data'));
  }
  return readNumpyColumn(value);
}

/** Several columns of times in one array of pandas. */
export function readBackedColumns(value: PickleValue | undefined): NumpyArray | undefined {
  const isBacked = value instanceof PickleObject && value.calleeName.endsWith('.__pyx_unpickle_NDArrayBacked');
  const [dtype, array] = isBacked && Array.isArray(value.state) ? value.state : [];
  const isPlain = dtype instanceof PickleObject && dtype.calleeName === 'numpy.dtype';
  return isPlain ? readNumpyArray(array) : undefined;
}

/** What altair takes for a list: a series, an index or an array of pandas. */
export function readPandasList(value: PickleValue): readonly JsonValue[] | undefined {
  const isSeries = value instanceof PickleObject && /^pandas\.(?:core\.series\.)?Series$/.test(value.calleeName);
  const manager = isSeries && value.state instanceof PickleDict ? value.state.get('_mgr') : undefined;
  const [, blocks] = manager instanceof PickleObject && Array.isArray(manager.state) ? manager.state : [];
  return Array.isArray(blocks) ? readPandasArray(blocks[0])?.values : (readIndexLabels(value) ?? ownValues(value));
}

function ownValues(value: PickleValue): readonly JsonValue[] | undefined {
  const isPandas = value instanceof PickleObject && value.calleeName.startsWith('pandas.');
  return isPandas ? readPandasArray(value)?.values : undefined;
}

/** The labels of an index; a RangeIndex counts. */
export function readIndexLabels(value: PickleValue | undefined): readonly JsonValue[] | undefined {
  const parts =
    value instanceof PickleObject && /\._new_(?:Datetime)?Index$/.test(value.calleeName) ? value.args[1] : undefined;
  if (!(parts instanceof PickleDict)) {
    return undefined;
  }
  return readPandasArray(parts.get('data'))?.values ?? rangeLabels(parts);
}

/** Whether the labels are numbers that follow one another. */
export function isRangeIndex(value: PickleValue | undefined): boolean {
  const parts = value instanceof PickleObject ? value.args[1] : undefined;
  return parts instanceof PickleDict && parts.get('data') === undefined && parts.get('start') !== undefined;
}

const maxRangeLabels = 100_000;

function rangeLabels(parts: PickleDict): readonly string[] | undefined {
  const [start, end, step] = [parts.get('start'), parts.get('stop'), parts.get('step')];
  if (typeof start !== 'number' || typeof end !== 'number' || typeof step !== 'number' || step === 0) {
    return undefined;
  }
  const length = Math.max(0, Math.ceil((end - start) / step));
  // Only columns are labelled by text, and no frame has so many.
  return length > maxRangeLabels ? undefined : Array.from({ length }, (_, index) => String(start + index * step));
}

function readBackedArray(dtype: PickleValue | undefined, array: PickleValue | undefined): FrameColumn | undefined {
  const column = readNumpyColumn(array);
  const name = dtype instanceof PickleObject ? dtype.calleeName : '';
  if (column === undefined) {
    return undefined;
  }
  if (name.endsWith('CategoricalDtype')) {
    return readCategories(dtype, column);
  }
  if (name.endsWith('StringDtype')) {
    return { kind: 'text', values: column.values.map((value) => (typeof value === 'string' ? value : null)) };
  }
  if (name.endsWith('DatetimeTZDtype')) {
    return readZonedTimes(dtype, column);
  }
  return column;
}

/** The values are kept in UTC. */
function readZonedTimes(dtype: PickleValue | undefined, { values }: FrameColumn): FrameColumn | undefined {
  const state = dtype instanceof PickleObject && dtype.state instanceof PickleDict ? dtype.state : undefined;
  const zone = readTimeZone(state?.get('tz'));
  return (
    zone && {
      kind: 'datetime',
      values: values.map((time) => (typeof time !== 'string' || time === '' ? time : inZone(time, zone))),
    }
  );
}

function readCategories(dtype: PickleValue | undefined, codes: FrameColumn): FrameColumn | undefined {
  const state = dtype instanceof PickleObject && dtype.state instanceof PickleDict ? dtype.state : undefined;
  const categories = readIndexLabels(state?.get('categories'));
  if (categories === undefined) {
    return undefined;
  }
  const values = codes.values.map((code) => categories[Number(code)] ?? null);
  return { kind: 'categories', values, ...(state?.get('ordered') === true && { order: categories }) };
}

function readMaskedArray(state: PickleDict): FrameColumn | undefined {
  const data = readNumpyColumn(state.get('_data'));
  const mask = readNumpyColumn(state.get('_mask'));
  if (data === undefined || mask === undefined) {
    return undefined;
  }
  const kind: FrameColumnKind = data.kind;
  return { kind, values: data.values.map((value, index) => (mask.values[index] === true ? null : value)) };
}
