import type { TimeUnit } from '../../vizmod/pushdown/pushdownSteps.ts';
import { mapColumn, type RowColumn } from './rowColumn.ts';

/** Without a year, times lie in this leap year that begins on a Sunday (vega-time 3, floor.js). */
const referenceYear = 2012;

/** The start and the end of each row's time unit, as dates, as Vega's timeunit transform (vega-transforms 5) computes them. */
export function timeUnitColumn(
  column: RowColumn,
  rows: Uint32Array,
  units: readonly TimeUnit[],
  isUtc: boolean,
): { readonly starts: RowColumn; readonly ends: RowColumn } {
  const known = new Map<number, Date>();
  // Equal units are one object: a column of few units stays small.
  const floor = (value: unknown): Date => {
    const date = isUtc ? utcFloor(Number(value), units) : localFloor(Number(value), units);
    const same = known.get(date.getTime()) ?? date;
    known.set(date.getTime(), same);
    return same;
  };
  const smallest = units.at(-1) ?? 'year';
  const starts = mapColumn(column, rows, (value) => (value === null || value === undefined ? null : floor(value)));
  const nexts = new Map<unknown, Date>();
  const ends = mapColumn(starts, rows, (start) => {
    if (!(start instanceof Date)) {
      return null;
    }
    const end = nexts.get(start) ?? (isUtc ? utcNext(start, smallest) : localNext(start, smallest));
    nexts.set(start, end);
    return end;
  });
  return { starts, ends };
}

function localFloor(time: number, units: readonly TimeUnit[]): Date {
  const date = new Date(time);
  const has = (unit: TimeUnit): boolean => units.includes(unit);
  const year = has('year') ? date.getFullYear() : referenceYear;
  const month = has('month') ? date.getMonth() : has('quarter') ? quarterStart(date.getMonth()) : 0;
  const day = has('day') ? weekday(date.getDay(), yearStart(year).getDay()) : has('date') ? date.getDate() : 1;
  const hours = has('hours') ? date.getHours() : 0;
  const minutes = has('minutes') ? date.getMinutes() : 0;
  const seconds = has('seconds') ? date.getSeconds() : 0;
  const floor = new Date(year, month, day, hours, minutes, seconds);
  if (year >= 0 && year < 100) {
    floor.setFullYear(year);
  }
  return floor;
}

function yearStart(year: number): Date {
  const start = new Date(year, 0, 1);
  start.setFullYear(year);
  return start;
}

function utcFloor(time: number, units: readonly TimeUnit[]): Date {
  const date = new Date(time);
  const has = (unit: TimeUnit): boolean => units.includes(unit);
  const year = has('year') ? date.getUTCFullYear() : referenceYear;
  const month = has('month') ? date.getUTCMonth() : has('quarter') ? quarterStart(date.getUTCMonth()) : 0;
  const day = has('day')
    ? weekday(date.getUTCDay(), new Date(Date.UTC(year, 0, 1)).getUTCDay())
    : has('date')
      ? date.getUTCDate()
      : 1;
  const hours = has('hours') ? date.getUTCHours() : 0;
  const minutes = has('minutes') ? date.getUTCMinutes() : 0;
  const seconds = has('seconds') ? date.getUTCSeconds() : 0;
  return new Date(Date.UTC(year, month, day, hours, minutes, seconds));
}

function quarterStart(month: number): number {
  return 3 * Math.floor(month / 3);
}

/** The day of January in the first whole week that is this day of the week. */
function weekday(day: number, firstDay: number): number {
  return day + 7 - ((firstDay + 6) % 7);
}

const fixedLengths: Readonly<Partial<Record<TimeUnit, number>>> = { hours: 3_600_000, minutes: 60_000, seconds: 1000 };

function localNext(start: Date, unit: TimeUnit): Date {
  const next = new Date(start);
  switch (unit) {
    case 'year':
      next.setFullYear(next.getFullYear() + 1);
      break;
    case 'quarter':
      next.setMonth(next.getMonth() + 3);
      break;
    case 'month':
      next.setMonth(next.getMonth() + 1);
      break;
    case 'date':
    case 'day':
      next.setDate(next.getDate() + 1);
      break;
    case 'hours':
    case 'minutes':
    case 'seconds':
      next.setTime(next.getTime() + (fixedLengths[unit] ?? 0));
  }
  return next;
}

function utcNext(start: Date, unit: TimeUnit): Date {
  const next = new Date(start);
  switch (unit) {
    case 'year':
      next.setUTCFullYear(next.getUTCFullYear() + 1);
      break;
    case 'quarter':
      next.setUTCMonth(next.getUTCMonth() + 3);
      break;
    case 'month':
      next.setUTCMonth(next.getUTCMonth() + 1);
      break;
    case 'date':
    case 'day':
      next.setUTCDate(next.getUTCDate() + 1);
      break;
    case 'hours':
    case 'minutes':
    case 'seconds':
      next.setTime(next.getTime() + (fixedLengths[unit] ?? 0));
  }
  return next;
}
