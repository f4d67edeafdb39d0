import type { MetricHistory } from '../../model/metricHistory.ts';
import type { MetricPoint } from '../../model/run.ts';

const newline = 10;
const space = 32;
const plus = 43;
const minus = 45;
const zero = 48;
const decimalPoint = 46;
const exponent = 101;

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
  const scan = new LatestPointScan(bytes, previous);
  let malformedLine: string | undefined;
  let start = 0;
  for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline, start)) {
    if (!scan.addLine(start, end)) {
      malformedLine ??= bytes.toString('utf8', start, end);
    }
    start = end + 1;
  }
  const settled = scan.latest();
  if (start < bytes.length) {
    scan.addLine(start, bytes.length);
  }
  return { latest: scan.latest(), settled, settledLength: start, malformedLine };
}

/**
 * Finds the latest point without reading every value: mostly the next line is simply later, and then only its place is kept until something
 * has to be compared with it.
 */
class LatestPointScan {
  readonly #bytes: Buffer;
  #latest: MetricPoint | undefined;
  /** A line that is later than `#latest` by step or timestamp. */
  #later: UsualLine | undefined;

  constructor(bytes: Buffer, previous: MetricPoint | undefined) {
    this.#bytes = bytes;
    this.#latest = previous;
  }

  /** @returns whether the line is a point */
  addLine(start: number, end: number): boolean {
    const line = readUsualLine(this.#bytes, start, end);
    const known = this.#later ?? this.#latest;
    const order = line === undefined || known === undefined ? 0 : compareTimes(line, known);
    if (line !== undefined && order !== 0 && isPlainDecimal(this.#bytes, line)) {
      this.#later = order > 0 ? line : this.#later;
      return true;
    }
    const point = line === undefined ? parsePoint(this.#bytes.toString('utf8', start, end)) : this.#pointOf(line);
    const latest = this.latest();
    if (point !== undefined && (latest === undefined || replacesLatest(latest, point))) {
      this.#latest = point;
    }
    return point !== undefined;
  }

  latest(): MetricPoint | undefined {
    if (this.#later !== undefined) {
      this.#latest = this.#pointOf(this.#later) ?? this.#latest;
      this.#later = undefined;
    }
    return this.#latest;
  }

  #pointOf({ timestamp, step, valueStart, valueEnd }: UsualLine): MetricPoint | undefined {
    const value = readValue(this.#bytes, valueStart, valueEnd);
    return value === undefined ? undefined : { value, timestamp, step };
  }
}

function compareTimes(a: Omit<MetricPoint, 'value'>, b: Omit<MetricPoint, 'value'>): number {
  return a.step - b.step || a.timestamp - b.timestamp;
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

function readPoint(bytes: Buffer, start: number, end: number): MetricPoint | undefined {
  const line = readUsualLine(bytes, start, end);
  const value = line === undefined ? undefined : readValue(bytes, line.valueStart, line.valueEnd);
  return line === undefined || value === undefined
    ? parsePoint(bytes.toString('utf8', start, end))
    : { value, timestamp: line.timestamp, step: line.step };
}

/** A line of three fields whose value looks like a finite number and lies between these bytes. */
interface UsualLine {
  readonly timestamp: number;
  readonly step: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

function readUsualLine(bytes: Buffer, start: number, end: number): UsualLine | undefined {
  const valueStart = bytes.indexOf(space, start) + 1;
  const valueEnd = valueStart === 0 ? -1 : endOfNumber(bytes, valueStart);
  if (valueEnd <= valueStart || valueEnd >= end || bytes[valueEnd] !== space) {
    return undefined;
  }
  const timestamp = readInteger(bytes, start, valueStart - 1);
  const step = readInteger(bytes, valueEnd + 1, end);
  return Number.isNaN(timestamp) || Number.isNaN(step) ? undefined : { timestamp, step, valueStart, valueEnd };
}

/** Of bytes that {@link endOfNumber} has found: there JavaScript and Python read the same numbers. */
function readValue(bytes: Buffer, start: number, end: number): number | undefined {
  const value = Number(bytes.toString('latin1', start, end));
  return Number.isNaN(value) ? undefined : value;
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

/** Where the bytes end that may belong to a number. */
function endOfNumber(bytes: Buffer, start: number): number {
  let i = start;
  for (let byte = bytes[i] ?? 0; ; byte = bytes[++i] ?? 0) {
    const isNumberByte =
      (byte >= zero && byte <= zero + 9) ||
      byte === decimalPoint ||
      byte === exponent ||
      byte === minus ||
      byte === plus;
    if (!isNumberByte) {
      return i;
    }
  }
}

/** Digits with one point among them, so surely a number; what has an exponent has to be read to know. */
function isPlainDecimal(bytes: Buffer, { valueStart, valueEnd }: UsualLine): boolean {
  let points = 0;
  for (let i = bytes[valueStart] === minus ? valueStart + 1 : valueStart; i < valueEnd; i++) {
    const byte = bytes[i] ?? 0;
    if (byte === decimalPoint) {
      points++;
    } else if (byte < zero || byte > zero + 9) {
      return false;
    }
  }
  return points === 1 && bytes[valueEnd - 1] !== decimalPoint;
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

/** A whole number as Python's `int` reads it, as far as MLflow writes such; undefined when it is none. */
export function parseInteger(text: string | undefined): number | undefined {
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
