import type { MetricHistory } from '../../model/metricHistory.ts';
import type { MetricPoint } from '../../model/run.ts';

const newline = 10;
const space = 32;
const plus = 43;
const minus = 45;
const zero = 48;

/** What a metric file, or a part of one, says. */
export interface MetricLines {
  /** Absent when there is no complete point. */
  readonly latest: MetricPoint | undefined;
  /** As `latest`, but of whole lines only: an unfinished line may turn out to be another point. */
  readonly settled: MetricPoint | undefined;
  /** How many bytes hold whole lines. What follows was being written when it was read, and is read again next time. */
  readonly settledLength: number;
  /** The first line that is not a point; the others count all the same. */
  readonly malformedLine: string | undefined;
}

/**
 * Whether MLflow's FileStore lets `next` replace `latest` as the latest point: Python's max by (step, timestamp, value) keeps the first of
 * two that do not compare, so a NaN that came first stays.
 */
export function replacesLatest(latest: MetricPoint, next: MetricPoint): boolean {
  if (next.step !== latest.step) {
    return next.step > latest.step;
  }
  if (next.timestamp !== latest.timestamp) {
    return next.timestamp > latest.timestamp;
  }
  return next.value > latest.value;
}

/**
 * The latest of the points in a metric file (MLflow file_store.py: `timestamp value step`; without step, step 0; with dataset name and digest
 * behind it, MLflow's own reader takes step 0 too). An unfinished last line counts only if it is a point already.
 *
 * @param previous the latest of what lies before these bytes
 */
export function readLatestPoint(bytes: Buffer, previous?: MetricPoint): MetricLines {
  let latest = previous;
  let malformedLine: string | undefined;
  let start = 0;
  for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
    const point = readPoint(bytes, start, end, latest);
    if (point === undefined) {
      malformedLine ??= bytes.toString('utf8', start, end);
    } else if (latest === undefined || replacesLatest(latest, point)) {
      latest = point;
    }
    start = end + 1;
  }
  const settled = latest;
  const settledLength = start;
  if (start < bytes.length) {
    const point = readPoint(bytes, start, bytes.length, latest);
    if (point !== undefined && (latest === undefined || replacesLatest(latest, point))) {
      latest = point;
    }
  }
  return { latest, settled, settledLength, malformedLine };
}

/** All points of a metric file in the order of its lines; lines that are no points are left out. */
export function readAllPoints(bytes: Buffer): Omit<MetricHistory, 'key'> {
  const capacity = countLines(bytes);
  const steps = new Float64Array(capacity);
  const timestamps = new Float64Array(capacity);
  const values = new Float64Array(capacity);
  let count = 0;
  for (let start = 0; start < bytes.length;) {
    const end = endOfLine(bytes, start);
    const point = readPoint(bytes, start, end);
    if (point !== undefined) {
      steps[count] = point.step;
      timestamps[count] = point.timestamp;
      values[count] = point.value;
      count++;
    }
    start = end + 1;
  }
  return count === capacity
    ? { steps, timestamps, values }
    : { steps: steps.slice(0, count), timestamps: timestamps.slice(0, count), values: values.slice(0, count) };
}

function countLines(bytes: Buffer): number {
  let count = 0;
  for (let start = 0; start < bytes.length; start = endOfLine(bytes, start) + 1) {
    count++;
  }
  return count;
}

function endOfLine(bytes: Buffer, start: number): number {
  const end = bytes.indexOf(newline, start);
  return end < 0 ? bytes.length : end;
}

/** @returns undefined when the line is no point; `latest` itself when the line has the usual form and is older than that */
function readPoint(bytes: Buffer, start: number, end: number, latest?: MetricPoint): MetricPoint | undefined {
  const afterTimestamp = bytes.indexOf(space, start);
  const afterValue = afterTimestamp < 0 ? -1 : bytes.indexOf(space, afterTimestamp + 1);
  if (afterValue < 0 || afterValue >= end) {
    return parsePoint(bytes.toString('utf8', start, end));
  }
  const timestamp = readInteger(bytes, start, afterTimestamp);
  const step = readInteger(bytes, afterValue + 1, end);
  if (Number.isNaN(timestamp) || Number.isNaN(step)) {
    return parsePoint(bytes.toString('utf8', start, end));
  }
  if (latest !== undefined && isOlder(step, timestamp, latest) && isNumeric(bytes, afterTimestamp + 1, afterValue)) {
    return latest;
  }
  const value = parseFloatOfPython(bytes.toString('latin1', afterTimestamp + 1, afterValue));
  return value === undefined ? undefined : { value, timestamp, step };
}

function isOlder(step: number, timestamp: number, latest: MetricPoint): boolean {
  return step < latest.step || (step === latest.step && timestamp < latest.timestamp);
}

/** NaN for anything but a plain integer, which may have a sign. */
function readInteger(bytes: Buffer, start: number, end: number): number {
  const isNegative = bytes[start] === minus;
  let value = 0;
  let i = isNegative ? start + 1 : start;
  if (i >= end) {
    return Number.NaN;
  }
  for (; i < end; i++) {
    const digit = (bytes[i] ?? 0) - zero;
    if (digit < 0 || digit > 9) {
      return Number.NaN;
    }
    value = value * 10 + digit;
  }
  return isNegative ? -value : value;
}

/** Whether the bytes look like a number, without the cost of reading it. */
function isNumeric(bytes: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const byte = bytes[i] ?? 0;
    const isNumberByte =
      (byte >= zero && byte <= zero + 9) || byte === 46 || byte === 101 || byte === minus || byte === plus;
    if (!isNumberByte) {
      return false;
    }
  }
  return end > start;
}

/** The rare forms of a line, as MLflow's reader takes them: two fields, five fields, blanks around it. */
function parsePoint(line: string): MetricPoint | undefined {
  const fields = line.trim().split(' ');
  const timestamp = parseInteger(fields[0]);
  const value = parseFloatOfPython(fields[1] ?? '');
  const step = fields.length === 3 ? parseInteger(fields[2]) : 0;
  if (![2, 3, 5].includes(fields.length) || timestamp === undefined || value === undefined || step === undefined) {
    return undefined;
  }
  return { value, timestamp, step };
}

function parseInteger(text: string | undefined): number | undefined {
  return text !== undefined && /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}

const notFinite: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
};

/** A number as Python's `repr` writes it and `float` reads it; undefined when it is none. */
export function parseFloatOfPython(text: string): number | undefined {
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) {
    return Number(text);
  }
  const [, sign, word = ''] = /^([+-]?)([a-z]+)$/i.exec(text) ?? [];
  const value = notFinite[word.toLowerCase()];
  return value === undefined || sign !== '-' ? value : -value;
}
