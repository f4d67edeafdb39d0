import { filterError } from './filterError.ts';
import type { FilterToken } from './filterTokens.ts';

const second = 1000;

/** Units of a time span, in milliseconds. */
export const timeUnits: ReadonlyMap<string, number> = new Map([
  ['s', second],
  ['m', 60 * second],
  ['h', 3600 * second],
  ['d', 86_400 * second],
  ['w', 604_800 * second],
]);

/** Reads a time span such as `90s`, `1.5h` or `2d` as milliseconds. @throws MlflowError invalidFilter */
export function readTimeSpan(token: FilterToken): number {
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?)([a-z])$/i.exec(token.text) ?? [];
  const milliseconds = timeUnits.get(unit.toLowerCase());
  if (milliseconds === undefined) {
    const suggestion = /^\d+(?:\.\d+)?$/.test(token.text) ? `${token.text}s` : undefined;
    throw filterError(token, 'expected a time span with its unit, such as 90s, 5m, 2h, 3d or 1w', suggestion);
  }
  return Number(digits) * milliseconds;
}
