import { inZone, isoTime } from './isoTime.ts';
import { PickleObject, type PickleValue } from './pickleValue.ts';
import { readTimeZone, type TimeZone } from './timeZone.ts';

/** A `datetime.date` or `datetime.datetime`; the parts of the day are absent for a date alone. */
export interface PythonDate {
  readonly year: number;
  /** From 1. */
  readonly month: number;
  readonly day: number;
  readonly time?: {
    readonly hour: number;
    readonly minute: number;
    readonly second: number;
    readonly microsecond: number;
    /** Whether the pickle names a zone. */
    readonly hasZone: boolean;
  };
}

/** Both hold their parts in bytes. */
export function readPythonDate(value: PickleValue): PythonDate | undefined {
  const kind = value instanceof PickleObject ? /^datetime\.(date|datetime)$/.exec(value.calleeName)?.[1] : undefined;
  const [bytes, zone] = value instanceof PickleObject ? value.args : [];
  if (kind === undefined || !(bytes instanceof Uint8Array) || bytes.length !== (kind === 'date' ? 4 : 10)) {
    return undefined;
  }
  const year = bigEndian(bytes, 0, 2);
  const [month = 0, day = 0] = bytes.subarray(2);
  if (kind === 'date') {
    return { year, month, day };
  }
  const [hour = 0, minute = 0, second = 0] = bytes.subarray(4);
  const microsecond = bigEndian(bytes, 7, 10);
  return { year, month, day, time: { hour, minute, second, microsecond, hasZone: zone !== undefined } };
}

function bigEndian(bytes: Uint8Array, from: number, to: number): number {
  return bytes.subarray(from, to).reduce((sum, part) => sum * 256 + part, 0);
}

function two(part: number): string {
  return String(part).padStart(2, '0');
}

/** As `isoformat()`, but a date alone gets midnight, as altair writes it; absent for what is no date. */
export function dateText(value: PickleValue): string | undefined {
  const date = readPythonDate(value);
  if (date === undefined) {
    return timestampText(value);
  }
  const { hour = 0, minute = 0, second = 0, microsecond = 0 } = date.time ?? {};
  const day = `${String(date.year).padStart(4, '0')}-${two(date.month)}-${two(date.day)}`;
  const fraction = microsecond === 0 ? '' : `.${String(microsecond).padStart(6, '0')}`;
  return `${day}T${two(hour)}:${two(minute)}:${two(second)}${fraction}`;
}

/** By numpy's number of the unit (`NPY_DATETIMEUNIT`). */
const units: Readonly<Record<number, string>> = { 7: 's', 8: 'ms', 9: 'us', 10: 'ns' };

/** `_unpickle_timestamp(value, freq, tz, reso)` of pandas, as `isoformat()`; pandas 1.4 and older know nanoseconds only. */
function timestampText(value: PickleValue): string | undefined {
  const isTimestamp = value instanceof PickleObject && value.calleeName.endsWith('.timestamps._unpickle_timestamp');
  const [ticks, , zone, unit = 10] = isTimestamp ? value.args : [];
  if ((typeof ticks !== 'number' && typeof ticks !== 'bigint') || typeof unit !== 'number') {
    return undefined;
  }
  const text = isoTime(BigInt(ticks), units[unit] ?? '');
  const known: TimeZone | undefined = readTimeZone(zone);
  return known === undefined ? text : inZone(text, known);
}
