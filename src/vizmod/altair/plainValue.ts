import type { JsonObject, JsonValue } from '../../model/json.ts';
import { readNumpyArray, readNumpyScalar } from '../pickle/numpyArray.ts';
import { readPandasList } from '../pickle/pandasArray.ts';
import type { PickleValue } from '../pickle/pickleValue.ts';
import { dateText, readPythonDate, type PythonDate } from '../pickle/pythonDate.ts';
import type { Spend } from './expressionText.ts';

/** What a chart may hold that is not altair's: dates, times, and values and lists of numpy and pandas. Absent for anything else. */
export function plainValue(value: PickleValue, generation: number, spend: Spend): JsonValue | undefined {
  const date = generation < 5 ? undefined : readPythonDate(value);
  if (date !== undefined) {
    return dateParts(date);
  }
  const list = readPandasList(value);
  if (list !== undefined) {
    spend(list.length);
    return list;
  }
  const array = readNumpyArray(value);
  if (array === undefined) {
    return dateText(value) ?? readNumpyScalar(value);
  }
  spend(array.rows.reduce((sum, row) => sum + row.length, 0));
  return array.rows.length === 1 ? (array.rows[0] ?? []) : array.rows;
}

/** A date as Vega-Lite's `DateTime`, as altair 5 and later write it. */
function dateParts({ year, month, day, time }: PythonDate): JsonObject {
  const date = { year, month, date: day };
  if (time === undefined) {
    return date;
  }
  const { hour, minute, second, microsecond, hasZone } = time;
  const isMidnight = hour + minute + second + microsecond === 0;
  return {
    ...date,
    ...(!isMidnight && {
      hours: hour,
      minutes: minute,
      seconds: second,
      milliseconds: Math.floor(microsecond / 1000),
    }),
    ...(hasZone && { utc: true }),
  };
}
