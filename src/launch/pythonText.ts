import { pythonFloat } from '../util/pythonFloat.ts';

/** A plain value as `mlflow.log_param` would write it: `True`, `None`, `0.1`, `text`. Lists are written as JSON with Python's spacing. */
export function pythonText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return value;
    case 'boolean':
      return value ? 'True' : 'False';
    case 'number':
      return pythonFloat(value);
    case 'bigint':
      return String(value);
    default:
      return Array.isArray(value) ? `[${value.map(listItem).join(', ')}]` : 'None';
  }
}

function listItem(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : pythonText(value);
}
