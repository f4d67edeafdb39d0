import { PickleFloat, PickleObject, type PickleValue } from './pickleValue.ts';

/** What Python's and pandas' `infer_dtype` tell apart in a column of objects. */
export type PythonKind =
  'missing' | 'nan' | 'integer' | 'float' | 'boolean' | 'text' | 'bytes' | 'date' | 'datetime' | 'other';

export function pythonKind(value: PickleValue): PythonKind {
  switch (typeof value) {
    case 'boolean':
      return 'boolean';
    case 'string':
      return 'text';
    case 'bigint':
      return 'integer';
    case 'number':
      return Number.isInteger(value) ? 'integer' : 'float';
    default:
      return objectKind(value);
  }
}

function objectKind(value: Exclude<PickleValue, boolean | string | bigint | number>): PythonKind {
  if (value === null) {
    return 'missing';
  }
  if (value instanceof PickleFloat) {
    return Number.isNaN(value.value) ? 'nan' : 'float';
  }
  if (value instanceof Uint8Array) {
    return 'bytes';
  }
  const name = value instanceof PickleObject ? value.calleeName : '';
  if (name === 'datetime.date') {
    return 'date';
  }
  return name === 'datetime.datetime' || name.endsWith('._unpickle_timestamp') ? 'datetime' : scalarKind(value);
}

/** `numpy.core.multiarray.scalar(dtype('i8', …), bytes)` */
function scalarKind(value: PickleValue): PythonKind {
  const [dtype] = value instanceof PickleObject && value.calleeName.endsWith('.multiarray.scalar') ? value.args : [];
  const code = dtype instanceof PickleObject ? dtype.args[0] : undefined;
  const letter = typeof code === 'string' ? code[0] : undefined;
  const kinds: Readonly<Record<string, PythonKind>> = {
    i: 'integer',
    u: 'integer',
    f: 'float',
    b: 'boolean',
    U: 'text',
  };
  return kinds[letter ?? ''] ?? 'other';
}
