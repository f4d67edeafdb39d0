import { MlflowError } from '../model/mlflowError.ts';
import { filterError } from './filterError.ts';
import { filterTokens } from './filterTokens.ts';
import { resolveRunField, type KnownKeys } from './resolveRunField.ts';
import { formatRunField, type OrderableRunField } from './runField.ts';
import type { SearchDialect } from './searchDialect.ts';
import { TokenCursor } from './tokenCursor.ts';

/** One key of an order. Missing values come last in both directions, and NaN just before them. */
export interface RunSortKey {
  /** Beyond MLflow: `duration`, the time from start to end, and `datasets`, the names and digests of those that the run used. */
  readonly field: OrderableRunField | { readonly entity: 'duration' } | { readonly entity: 'datasets' };
  readonly descending: boolean;
  /** Beyond MLflow: params and tags that are numbers are ordered as numbers, before those that are not. */
  readonly numeric?: boolean | undefined;
}

/**
 * Reads one clause of MLflow's order_by: `identifier [ASC|DESC]`.
 * @throws MlflowError invalidFilter
 */
export function parseRunOrder(clause: string, known?: KnownKeys): RunSortKey {
  const cursor = new TokenCursor(filterTokens(clause));
  const identifier = cursor.take();
  if (identifier.kind !== 'name' && !(identifier.kind === 'string' && identifier.text.startsWith('"'))) {
    throw filterError(identifier, 'expected a field such as metrics.accuracy or start_time');
  }
  const field = resolveRunField(identifier, known);
  if (field.entity === 'dataset') {
    throw filterError(identifier, 'runs cannot be ordered by their datasets');
  }
  if (field.entity === 'elapsed') {
    throw filterError(identifier, 'runs are ordered by start_time and end_time', 'start_time');
  }
  const descending = cursor.takeKeyword('DESC');
  if (!descending) {
    cursor.takeKeyword('ASC');
  }
  if (!cursor.isAtEnd) {
    throw filterError(cursor.current, 'expected ASC or DESC and nothing after it');
  }
  return { field, descending };
}

/**
 * Reads MLflow's order_by, one clause each. MLflow's SQL stores refuse a field that is named twice; for the file store the first
 * time counts.
 * @throws MlflowError invalidFilter, its position counted within the clause
 */
export function parseRunOrders(clauses: readonly string[], dialect: SearchDialect): RunSortKey[] {
  const keys: RunSortKey[] = [];
  const seen = new Set<string>();
  for (const clause of clauses) {
    const key = parseRunOrder(clause);
    const { field } = key;
    const name = field.entity === 'duration' || field.entity === 'datasets' ? field.entity : formatRunField(field);
    if (dialect === 'sql' && seen.has(name)) {
      throw new MlflowError('invalidFilter', { what: name, detail: 'the order names it twice', position: 0 });
    }
    seen.add(name);
    keys.push(key);
  }
  return keys;
}
