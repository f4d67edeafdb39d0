const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const ageUnits = [
  [365 * day, 'y'],
  [30 * day, 'mo'],
  [7 * day, 'w'],
  [day, 'd'],
  [hour, 'h'],
  [minute, 'm'],
] as const;

/** How long ago a time was, in its largest unit: `now`, `5m`, `2h`, `3d`, `2w`, `7mo`, `1y`. Both are milliseconds since 1970; missing is ''. */
export function formatAge(time: number | undefined, now: number): string {
  if (time === undefined) {
    return '';
  }
  const age = now - time;
  const unit = ageUnits.find(([length]) => age >= length);
  return unit === undefined ? 'now' : `${Math.floor(age / unit[0])}${unit[1]}`;
}

/** A length of time in its two largest units: `340ms`, `12.5s`, `3m 20s`, `2h 5m`, `1d 4h`. In milliseconds; missing is ''. */
export function formatDuration(length: number | undefined): string {
  if (length === undefined) {
    return '';
  }
  if (length < second) {
    return `${Math.round(length)}ms`;
  }
  if (length < minute) {
    return `${(length / second).toFixed(1).replace(/\.0$/, '')}s`;
  }
  if (length < hour) {
    return twoUnits(length, minute, 'm', second, 's');
  }
  return length < day ? twoUnits(length, hour, 'h', minute, 'm') : twoUnits(length, day, 'd', hour, 'h');
}

function twoUnits(length: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = Math.floor((length % large) / small);
  return `${Math.floor(length / large)}${largeName}${rest === 0 ? '' : ` ${rest}${smallName}`}`;
}
