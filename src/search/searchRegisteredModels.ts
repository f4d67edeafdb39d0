import type { RegisteredModel } from '../model/registeredModel.ts';
import { unknownField } from './entityField.ts';
import { plainTextOperators, type TextRuleOperator } from './fieldRule.ts';
import { parseEntityOrder, type EntityOrder } from './parseEntityOrder.ts';
import { registryTag, withoutPrompts } from './promptTag.ts';
import type { SearchDialect } from './searchDialect.ts';
import { filterEntities, orderEntities, type EntityQuery, type EntityResolver } from './searchEntities.ts';
import { splitIdentifier } from './splitIdentifier.ts';

const nameOperators: readonly TextRuleOperator[] = [...plainTextOperators, 'IN'];
type OrderName = 'name' | 'creation_timestamp' | 'last_updated_timestamp';

/**
 * Registered models as MLflow's search_registered_models answers (3.18; SearchModelUtils and SqlAlchemyStore): by name unless told
 * otherwise. Prompts, which live in the same registry, are left out unless the filter names the tag that tells them apart. Only SQL
 * stores know the order `timestamp`, which is the last update, and only the file store the creation.
 * @throws MlflowError invalidFilter
 */
export function searchRegisteredModels(
  models: readonly RegisteredModel[],
  { filter, orderBy }: EntityQuery,
  dialect: SearchDialect,
): RegisteredModel[] {
  const found = filterEntities(withoutPrompts(models, filter), filter, registeredModelRule, dialect);
  const order: EntityOrder<OrderName>[] = [...parseOrder(orderBy, dialect), { name: 'name', descending: false }];
  return orderEntities(
    found,
    order.map(({ name, descending }) => ({ field: sortField(name), descending, missingLast: dialect === 'file' })),
  );
}

/** How a filter names what a registered model has. */
const registeredModelRule: EntityResolver<RegisteredModel> = (token) => {
  const { prefix, key } = splitIdentifier(token);
  if (prefix === 'tag' || prefix === 'tags') {
    return { kind: 'text', field: registryTag(key), subject: 'tags', operators: plainTextOperators };
  }
  if (key !== 'name' || (prefix !== undefined && prefix !== 'attribute')) {
    throw unknownField(token, ['name', 'tags.<key>']);
  }
  const field = { name: key, read: ({ name }: RegisteredModel) => name };
  return { kind: 'text', field, subject: key, operators: nameOperators };
};

function parseOrder(clauses: readonly string[], dialect: SearchDialect): EntityOrder<OrderName>[] {
  return dialect === 'file'
    ? parseEntityOrder<OrderName>(clauses, {
        names: ['name', 'creation_timestamp', 'last_updated_timestamp'],
        hasPrefix: true,
        isUnique: false,
      })
    : parseEntityOrder<OrderName>(clauses, {
        names: ['name', 'last_updated_timestamp'],
        aliases: new Map([['timestamp', 'last_updated_timestamp']]),
        hasPrefix: false,
        isUnique: true,
      });
}

function sortField(name: OrderName) {
  return {
    read: (model: RegisteredModel) => {
      switch (name) {
        case 'name':
          return model.name;
        case 'creation_timestamp':
          return model.creationTime;
        case 'last_updated_timestamp':
          return model.lastUpdatedTime;
      }
    },
  };
}
