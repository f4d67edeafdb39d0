/** The buffers inside a value, each once: columns of millions of rows then change threads without being copied. */
export function buffersOf(value: unknown): readonly ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  collect(value, found);
  return [...found];
}

function collect(value: unknown, found: Set<ArrayBuffer>): void {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) {
      found.add(value.buffer);
    }
  } else if (Array.isArray(value)) {
    // Lists of texts are long, and hold none.
    if (typeof value[0] === 'object') {
      value.forEach((item: unknown) => collect(item, found));
    }
  } else if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach((item: unknown) => collect(item, found));
  }
}
