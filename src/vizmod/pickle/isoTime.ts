import type { TimeZone } from './timeZone.ts';

/** What numpy calls a time that is missing. */
const notATime = -(2n ** 63n);

/** Nanoseconds in a tick of numpy's units of time. */
const nanosecondsPer: Readonly<Record<string, bigint>> = {
  D: 86_400_000_000_000n,
  h: 3_600_000_000_000n,
  m: 60_000_000_000n,
  s: 1_000_000_000n,
  ms: 1_000_000n,
  us: 1000n,
  ns: 1n,
};

/** As `Timestamp.isoformat()` writes it, in UTC and without saying so; a missing time is the empty text, as altair writes it. */
export function isoTime(ticks: bigint, unit: string, count = 1): string {
  const scale = nanosecondsPer[unit];
  if (ticks === notATime || scale === undefined) {
    return '';
  }
  const nanoseconds = ticks * scale * BigInt(count);
  const second = 1_000_000_000n;
  const fraction = ((nanoseconds % second) + second) % second;
  const date = new Date(Number((nanoseconds - fraction) / 1_000_000n));
  return Number.isNaN(date.getTime()) ? '' : `${date.toISOString().slice(0, -5)}${fractionText(fraction)}`;
}

/** Six digits, or nine where nanoseconds need them, or none. */
function fractionText(nanoseconds: bigint): string {
  if (nanoseconds === 0n) {
    return '';
  }
  const isFine = nanoseconds % 1000n !== 0n;
  return `.${String(isFine ? nanoseconds : nanoseconds / 1000n).padStart(isFine ? 9 : 6, '0')}`;
}

/** A time in UTC, as {@link isoTime} writes it, by the clocks of a zone. */
export function inZone(utc: string, zone: TimeZone): string {
  const time = Date.parse(`${utc.slice(0, 19)}Z`);
  if (Number.isNaN(time)) {
    return utc;
  }
  const offset = zone.offsetAt(time);
  const local = new Date(time + offset * 1000).toISOString().slice(0, 19);
  return `${local}${utc.slice(19)}${offsetText(offset)}`;
}

/** `+01:00`; with seconds only where there are some. */
function offsetText(offset: number): string {
  const seconds = Math.abs(offset);
  const rest = seconds % 60 === 0 ? '' : `:${two(seconds % 60)}`;
  return `${offset < 0 ? '-' : '+'}${two(seconds / 3600)}:${two((seconds / 60) % 60)}${rest}`;
}

function two(part: number): string {
  return String(Math.trunc(part)).padStart(2, '0');
}
