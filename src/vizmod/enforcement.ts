import type { ModelSignature, SignatureColumn } from '../model/modelSignature.ts';
import type { PandasColumn } from './pandasColumn.ts';
import type { Refusal } from './refusal.ts';
import { enforceTensors } from './tensorEnforcement.ts';

/**
 * What MLflow's schema enforcement (`_enforce_schema` of MLflow 2.22 and 3.18) says to a frame; no refusal: it is taken. Names decide, or
 * the order where the signature names none; surplus columns are ignored; whole numbers are widened, but 64-bit ones do not become
 * floating-point, unless they are all 0 or 1. Tensors take no other type where the whole frame makes one.
 */
export function enforceSignature({ inputs }: ModelSignature, frame: readonly PandasColumn[]): readonly Refusal[] {
  if (inputs.some((input) => input.shape !== undefined)) {
    return enforceTensors(inputs, frame);
  }
  if (inputs.some((input) => input.name === '')) {
    return inputs.length > frame.length
      ? [{ kind: 'tooFewColumns', expected: inputs.length, actual: frame.length }]
      : inputs.flatMap((input, index) => enforceColumn(input, frame[index]));
  }
  const columns = new Map(frame.map((column) => [column.name, column]));
  return inputs.flatMap((input) => enforceColumn(input, columns.get(input.name)));
}

function enforceColumn({ name, type, isOptional }: SignatureColumn, column: PandasColumn | undefined): Refusal[] {
  if (column === undefined) {
    return isOptional ? [] : [{ kind: 'missingColumn', column: name }];
  }
  return takesColumn(type, column) ? [] : [{ kind: 'type', column: column.name, expected: type, actual: column.type }];
}

type ColumnTest = (column: PandasColumn) => boolean;

const isText: ColumnTest = ({ type }) => type === 'object' || type === 'str';
/** A text file holds no such values. */
const hasNoRows: ColumnTest = ({ rowCount }) => rowCount === 0;

/** What is taken for each of MLflow's types; a type that is not here takes anything. */
const columnTests: ReadonlyMap<string, ColumnTest> = new Map<string, ColumnTest>(
  Object.entries({
    double: (column) => takesNumbers('f', 64, column) || becomesNumbers(column),
    float: (column) => takesNumbers('f', 32, column),
    long: (column) => takesNumbers('i', 64, column),
    integer: (column) => takesNumbers('i', 32, column),
    boolean: ({ type }) => type === 'bool' || type === 'object',
    string: isText,
    binary: isText,
    datetime: ({ type, times, rowCount }) =>
      type === 'datetime64[ns]' || (type === 'object' && (times === 'plain' || rowCount === 0)),
    array: hasNoRows,
    object: hasNoRows,
    map: hasNoRows,
  } satisfies Record<string, ColumnTest>),
);

function takesColumn(type: string, column: PandasColumn): boolean {
  return columnTests.get(type)?.(column) ?? true;
}

/** MLflow takes objects for decimal numbers and lets pandas convert them, which it does with truth values. */
function becomesNumbers({ type, rowCount, holdsBooleans }: PandasColumn): boolean {
  return type === 'object' && (rowCount === 0 || holdsBooleans);
}

function takesNumbers(kind: 'i' | 'f', bits: number, { type, isZeroOrOne }: PandasColumn): boolean {
  const match = /^(u?)(int|float)(\d+)$/.exec(type);
  if (match === null) {
    return false;
  }
  const [, unsigned, name, size] = match;
  const actualBits = Number(size);
  if ((name === 'int' ? 'i' : 'f') === kind) {
    return unsigned === 'u' ? actualBits < bits : actualBits <= bits;
  }
  const isWidened = bits === 64 && actualBits <= 32;
  return kind === 'f' && (isWidened || (type === 'int64' && isZeroOrOne));
}
