import { MlflowError } from '../model/mlflowError.ts';
import { unknownField } from './entityField.ts';
import { filterError } from './filterError.ts';
import { filterTokens } from './filterTokens.ts';
import { splitIdentifier } from './splitIdentifier.ts';
import { TokenCursor } from './tokenCursor.ts';

/** One clause of an order_by. */
export interface EntityOrder<Name extends string> {
  readonly name: Name;
  readonly descending: boolean;
}

/** What an order_by of an entity may name. */
export interface OrderNames<Name extends string> {
  readonly names: readonly Name[];
  /** Other spellings. */
  readonly aliases?: ReadonlyMap<string, Name> | undefined;
  /** Whether a name may have `attribute.` or `attributes.` before it. */
  readonly hasPrefix: boolean;
  /** Whether a field may be named once only. */
  readonly isUnique: boolean;
}

/**
 * Reads MLflow's order_by of an entity, one clause each: `identifier [ASC|DESC]`.
 * @throws MlflowError invalidFilter, its position counted within the clause
 */
export function parseEntityOrder<Name extends string>(
  clauses: readonly string[],
  order: OrderNames<Name>,
): EntityOrder<Name>[] {
  const keys = clauses.map((clause) => parseClause(clause, order));
  const twice = order.isUnique
    ? keys.find(({ name }, index) => keys.findIndex((key) => key.name === name) < index)
    : undefined;
  if (twice !== undefined) {
    throw new MlflowError('invalidFilter', { what: twice.name, detail: 'the order names it twice', position: 0 });
  }
  return keys;
}

function parseClause<Name extends string>(clause: string, order: OrderNames<Name>): EntityOrder<Name> {
  const cursor = new TokenCursor(filterTokens(clause));
  const token = cursor.take();
  const { prefix, key } = splitIdentifier(token);
  const name = order.aliases?.get(key) ?? order.names.find((known) => known === key);
  const isPrefixGood = prefix === undefined || (order.hasPrefix && (prefix === 'attribute' || prefix === 'attributes'));
  if (token.kind === 'end' || name === undefined || !isPrefixGood) {
    throw unknownField(token, order.names);
  }
  const descending = cursor.takeKeyword('DESC');
  if (!descending) {
    cursor.takeKeyword('ASC');
  }
  if (!cursor.isAtEnd) {
    throw filterError(cursor.current, 'expected ASC or DESC and nothing after it');
  }
  return { name, descending };
}
