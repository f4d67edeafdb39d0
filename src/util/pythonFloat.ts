/** A number as Python's `repr(float)` writes it: `1.0`, `1e-07`, `nan`, `-inf`. */
export function pythonFloat(value: number): string {
  if (Number.isNaN(value)) {
    return 'nan';
  }
  if (!Number.isFinite(value)) {
    return value > 0 ? 'inf' : '-inf';
  }
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const [mantissa = '', exponent = ''] = Math.abs(value).toExponential().split('e');
  return sign + withExponent(mantissa.replace('.', ''), Number(exponent));
}

/** Python changes to the exponent form below 1e-4 and from 1e16 on, JavaScript elsewhere; the shortest digits are the same. */
function withExponent(digits: string, exponent: number): string {
  if (exponent >= -4 && exponent < 0) {
    return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  }
  if (exponent >= 0 && exponent < 16) {
    const padded = digits.padEnd(exponent + 1, '0');
    return `${padded.slice(0, exponent + 1)}.${padded.slice(exponent + 1) || '0'}`;
  }
  const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
  const sign = exponent < 0 ? '-' : '+';
  return `${digits.slice(0, 1)}${fraction}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}
