import type { SignatureColumn } from '../model/modelSignature.ts';
import type { PandasColumn, PandasType } from './pandasColumn.ts';
import type { Refusal } from './refusal.ts';

/**
 * What MLflow (2.22, 3.18) says to a frame where the signature asks for tensors. A column becomes a tensor of shape (-1) or (-1, 1), and numpy
 * casts it; several columns together become the one of shape (-1, n), whose type must be exactly theirs.
 */
export function enforceTensors(inputs: readonly SignatureColumn[], frame: readonly PandasColumn[]): readonly Refusal[] {
  const [first] = inputs;
  if (first?.name === '') {
    const [column] = frame;
    return frame.length === 1 && column !== undefined ? enforceColumn(first, column) : enforceFrame(first, frame);
  }
  const columns = new Map(frame.map((column) => [column.name, column]));
  return inputs.flatMap((input): readonly Refusal[] => {
    const column = columns.get(input.name);
    return column === undefined ? [{ kind: 'missingColumn', column: input.name }] : enforceColumn(input, column);
  });
}

/** A tensor as numpy writes it: `float64 (-1, 4)`. */
export function tensorText(type: string, shape: readonly number[]): string {
  return `${type} (${shape.join(', ')})`;
}

function enforceColumn({ type, shape = [] }: SignatureColumn, column: PandasColumn): readonly Refusal[] {
  const isColumn = shape[0] === -1 && (shape.length === 1 || (shape.length === 2 && shape[1] === 1));
  if (!isColumn || column.rowCount === 0) {
    return [{ kind: 'shape', expected: tensorText(type, shape), actual: tensorText(column.type, [column.rowCount]) }];
  }
  return canCast(column, type)
    ? []
    : [{ kind: 'type', column: column.name, expected: tensorText(type, shape), actual: column.type }];
}

/** numpy casts numbers to anything, and texts only to what they can be read as. */
function canCast({ type, times, hasMissing, holdsBooleans }: PandasColumn, target: string): boolean {
  if ((type !== 'object' && type !== 'str') || /^(?:bool|str|object)/.test(target)) {
    return true;
  }
  if (target.startsWith('datetime64')) {
    return times !== undefined && !(hasMissing && type === 'object');
  }
  return target.startsWith('float') && holdsBooleans;
}

function enforceFrame({ type, shape = [] }: SignatureColumn, frame: readonly PandasColumn[]): readonly Refusal[] {
  const rowCount = frame[0]?.rowCount ?? 0;
  const common = commonType(frame.map((column) => column.type));
  const isTaken = shape.length === 2 && shape[0] === -1 && shape[1] === frame.length && common === type && rowCount > 0;
  return isTaken
    ? []
    : [{ kind: 'shape', expected: tensorText(type, shape), actual: tensorText(common, [rowCount, frame.length]) }];
}

/** The type of an array that holds them all. */
function commonType(types: readonly PandasType[]): PandasType {
  const [first] = types;
  if (first !== undefined && types.every((type) => type === first)) {
    return first === 'str' ? 'object' : first;
  }
  return types.length > 0 && types.every((type) => /int|float/.test(type)) ? 'float64' : 'object';
}
