import type { JsonValue } from '../../model/json.ts';
import { PickleObject, type PickleValue } from './pickleValue.ts';

/** A single Python value, as altair writes it to JSON; null for what is missing or has no JSON form. */
export function pythonValue(value: PickleValue): JsonValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'bigint':
      return Number(value);
    default:
      return value instanceof PickleObject ? dateText(value) : null;
  }
}

function two(part: number): string {
  return String(part).padStart(2, '0');
}

/** `datetime.date` and `datetime.datetime` hold their parts in bytes; a date alone gets midnight, as altair writes it. */
export function dateText(value: PickleObject): string | null {
  const bytes = value.args[0];
  if (!/^datetime\.(date|datetime)$/.test(value.calleeName) || !(bytes instanceof Uint8Array) || bytes.length < 4) {
    return null;
  }
  const [high = 0, low = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, ...micro] = bytes;
  const date = `${String(high * 256 + low).padStart(4, '0')}-${two(month)}-${two(day)}`;
  const fraction = micro.reduce((sum, part) => sum * 256 + part, 0);
  const time = `T${two(hour)}:${two(minute)}:${two(second)}`;
  return `${date}${time}${fraction === 0 ? '' : `.${String(fraction).padStart(6, '0')}`}`;
}
