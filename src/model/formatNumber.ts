const significantDigits = 4;

/** A metric's value for reading: four significant digits, integers whole, very large and small ones with an exponent. Missing is ''. */
export function formatNumber(value: number | undefined): string {
  if (value === undefined) {
    return '';
  }
  const size = Math.abs(value);
  if (!Number.isFinite(value) || size === 0) {
    return nameOf(value);
  }
  if (Number.isInteger(value) && size < 1e9) {
    return String(value);
  }
  if (size >= 1e6 || size < 1e-3) {
    return withoutTrailingZeros(value.toExponential(significantDigits - 1));
  }
  return size >= 1000 ? value.toFixed(0) : withoutTrailingZeros(value.toPrecision(significantDigits));
}

/** The value with every digit that it has, as JavaScript and Python print a double. Missing is ''. */
export function formatExactNumber(value: number | undefined): string {
  return value === undefined ? '' : nameOf(value);
}

/** How many characters of a formatted number stand at and after the point where columns align. */
export function fractionLength(text: string): number {
  const point = text.search(/[.e]/);
  return point < 0 ? 0 : text.length - point;
}

function nameOf(value: number): string {
  if (Number.isNaN(value)) {
    return 'NaN';
  }
  return Number.isFinite(value) ? String(value) : value > 0 ? '∞' : '−∞';
}

function withoutTrailingZeros(text: string): string {
  return text
    .replace(/(\.\d*?)0+(?=$|e)/, '$1')
    .replace(/\.(?=$|e)/, '')
    .replace('e+', 'e');
}
