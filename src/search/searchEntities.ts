import { numberTest, textTest } from './comparisonTests.ts';
import { compileExpression, type Predicate } from './compileExpression.ts';
import type { NumberField, TextField } from './entityField.ts';
import type { FieldResolver } from './fieldRule.ts';
import type { Comparison } from './filter.ts';
import { parseFilter } from './parseFilter.ts';
import type { SearchDialect } from './searchDialect.ts';
import { compareCodePoints } from './textRanks.ts';

/** What MLflow's search of one kind of entity is asked. The view (active, deleted) is the caller's to choose. */
export interface EntityQuery {
  /** Blank holds for every entity. */
  readonly filter: string;
  /** Clauses `identifier [ASC|DESC]`, the first deciding first; none: MLflow's own order. */
  readonly orderBy: readonly string[];
}

export type EntityResolver<Entity> = FieldResolver<NumberField<Entity>, TextField<Entity>>;

/** One key of an order. */
export interface EntitySortKey<Entity> {
  readonly field: { readonly read: (entity: Entity) => number | string | undefined };
  readonly descending: boolean;
  /** Whether missing values come last in both directions, after NaN. If not, they count as least of all, as in SQLite. */
  readonly missingLast: boolean;
}

/** The entities for which a filter holds, in the order they came. @throws MlflowError invalidFilter */
export function filterEntities<Entity>(
  entities: readonly Entity[],
  filter: string,
  resolve: EntityResolver<Entity>,
  dialect: SearchDialect,
): Entity[] {
  const { expression } = parseFilter(filter, resolve);
  const matches = compileExpression(expression, (comparison) => compileComparison(comparison, dialect));
  return entities.filter((entity) => matches(entity));
}

function compileComparison<Entity>(
  comparison: Comparison<NumberField<Entity>, TextField<Entity>>,
  dialect: SearchDialect,
): Predicate<Entity> {
  switch (comparison.kind) {
    case 'number':
    case 'between':
      return whereKnown(comparison.field.read, numberTest(comparison));
    case 'text':
    case 'regex':
    case 'list':
      return whereKnown(comparison.field.read, textTest(comparison, dialect));
    case 'null': {
      const { read } = comparison.field;
      const isNull = comparison.operator === 'IS NULL';
      return (entity) => (read(entity) === undefined) === isNull;
    }
  }
}

function whereKnown<Entity, Value>(
  read: (entity: Entity) => Value | undefined,
  test: (value: Value) => boolean,
): Predicate<Entity> {
  return (entity) => {
    const value = read(entity);
    return value !== undefined && test(value);
  };
}

/** The entities in order; those that no key tells apart stay as they were. */
export function orderEntities<Entity>(entities: readonly Entity[], keys: readonly EntitySortKey<Entity>[]): Entity[] {
  return entities.toSorted((a, b) => {
    for (const { field, descending, missingLast } of keys) {
      const difference = compareValues(field.read(a), field.read(b), descending, missingLast);
      if (difference !== 0) {
        return difference;
      }
    }
    return 0;
  });
}

type Value = number | string | undefined;

function compareValues(a: Value, b: Value, descending: boolean, missingLast: boolean): number {
  const direction = descending ? -1 : 1;
  if (a === undefined || b === undefined) {
    return (Number(a === undefined) - Number(b === undefined)) * (missingLast ? 1 : -direction);
  }
  if (Number.isNaN(a) || Number.isNaN(b)) {
    return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  }
  if (typeof a === 'string' || typeof b === 'string') {
    return compareCodePoints(String(a), String(b)) * direction;
  }
  return a === b ? 0 : (a < b ? -1 : 1) * direction;
}
