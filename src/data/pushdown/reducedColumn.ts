import type { ReducedColumn } from '../../model/reducedData.ts';

type Kind = ReducedColumn['kind'];

/** Packs values for their way to a page; absent when they are of several kinds. */
export function reducedColumn(name: string, values: readonly unknown[]): ReducedColumn | undefined {
  const nulls: number[] = [];
  const absents: number[] = [];
  let kind: Kind | undefined;
  for (const [row, value] of values.entries()) {
    if (value === null) {
      nulls.push(row);
    } else if (value === undefined) {
      absents.push(row);
    } else {
      const own = kindOf(value);
      if (own === undefined || (kind !== undefined && kind !== own)) {
        return undefined;
      }
      kind = own;
    }
  }
  const facts = { name, nulls: Uint32Array.from(nulls), absent: Uint32Array.from(absents) };
  if (kind === 'text') {
    return { ...facts, kind, texts: packTexts(values) };
  }
  const numbers = Float64Array.from(values, (value) => (value === null || value === undefined ? 0 : Number(value)));
  return { ...facts, kind: kind ?? 'number', values: numbers };
}

function kindOf(value: unknown): Kind | undefined {
  switch (typeof value) {
    case 'number':
      return 'number';
    case 'boolean':
      return 'boolean';
    case 'string':
      return 'text';
    default:
      return value instanceof Date ? 'time' : undefined;
  }
}

function packTexts(values: readonly unknown[]) {
  const codeOf = new Map<string, number>();
  const codes = Int32Array.from(values, (value) => {
    if (typeof value !== 'string') {
      return -1;
    }
    const code = codeOf.get(value) ?? codeOf.size;
    codeOf.set(value, code);
    return code;
  });
  return { codes, dictionary: [...codeOf.keys()] };
}
