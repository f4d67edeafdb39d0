import { PickleGlobal, PickleObject, type PickleValue } from './pickleValue.ts';

/** Clocks of a place. */
export interface TimeZone {
  /** Seconds that they are ahead of UTC at a time in milliseconds since 1970. */
  offsetAt(time: number): number;
}

const utc: TimeZone = { offsetAt: () => 0 };

/**
 * A time zone of Python: `datetime.timezone`, pytz (pandas 1 and 2), zoneinfo (pandas 3) or dateutil's UTC. Absent for any other;
 * the rules of named places are the platform's.
 */
export function readTimeZone(value: PickleValue | undefined): TimeZone | undefined {
  if (value instanceof PickleGlobal) {
    return value.qualifiedName === 'datetime.timezone.utc' ? utc : undefined;
  }
  if (!(value instanceof PickleObject)) {
    return undefined;
  }
  const [first] = value.args;
  switch (zoneMaker(value)) {
    case 'pytz._UTC':
    case 'dateutil.tz.tz.tzutc':
      return utc;
    case 'datetime.timezone': {
      const seconds = timedeltaSeconds(first);
      return seconds === undefined ? undefined : { offsetAt: () => seconds };
    }
    case 'pytz.FixedOffset':
    case 'pytz._FixedOffset':
      return typeof first === 'number' ? { offsetAt: () => first * 60 } : undefined;
    case 'pytz._p':
    case 'zoneinfo.ZoneInfo._unpickle':
      return typeof first === 'string' ? namedZone(first) : undefined;
    default:
      return undefined;
  }
}

/** Up to protocol 3, and in `copyreg`'s way, a method is asked for by `getattr`. */
function zoneMaker({ callee, calleeName }: PickleObject): string {
  if (!(callee instanceof PickleObject) || callee.calleeName !== 'builtins.getattr') {
    return calleeName;
  }
  const [owner, name] = callee.args;
  return owner instanceof PickleGlobal && typeof name === 'string' ? `${owner.qualifiedName}.${name}` : '';
}

function timedeltaSeconds(delta: PickleValue | undefined): number | undefined {
  const [days, seconds] = delta instanceof PickleObject && delta.calleeName === 'datetime.timedelta' ? delta.args : [];
  return typeof days === 'number' && typeof seconds === 'number' ? days * 86_400 + seconds : undefined;
}

function namedZone(name: string): TimeZone | undefined {
  const format = zoneFormat(name);
  return (
    format && {
      offsetAt: (time) => {
        const part = new Map(format.formatToParts(time).map(({ type, value }) => [type, Number(value)]));
        const of = (type: Intl.DateTimeFormatPartTypes): number => part.get(type) ?? 0;
        const local = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
        return Math.round((local - Math.floor(time / 1000) * 1000) / 1000);
      },
    }
  );
}

function zoneFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (error) {
    if (error instanceof RangeError) {
      return undefined;
    }
    throw error;
  }
}
