import type { ModelVersion } from '../model/registeredModel.ts';
import { unknownField, type TextField } from './entityField.ts';
import { plainTextOperators, readNumber, readWholeNumber, type TextRuleOperator } from './fieldRule.ts';
import { unquote, type FilterToken } from './filterTokens.ts';
import { parseEntityOrder, type EntityOrder } from './parseEntityOrder.ts';
import { registryTag, withoutPrompts } from './promptTag.ts';
import type { SearchDialect } from './searchDialect.ts';
import { filterEntities, orderEntities, type EntityQuery, type EntityResolver } from './searchEntities.ts';
import { splitIdentifier } from './splitIdentifier.ts';

const orderNames = ['name', 'version_number', 'creation_timestamp', 'last_updated_timestamp'] as const;
type OrderName = (typeof orderNames)[number];

const listOperators: readonly TextRuleOperator[] = [...plainTextOperators, 'IN'];

const defaultOrder: readonly EntityOrder<OrderName>[] = [{ name: 'last_updated_timestamp', descending: true }];
const tieOrder: readonly EntityOrder<OrderName>[] = [
  { name: 'name', descending: false },
  { name: 'version_number', descending: true },
];

/**
 * Versions of registered models as MLflow's search_model_versions answers (3.18; SearchModelVersionUtils and SqlAlchemyStore): the one
 * changed last comes first by default; ties are in order of name, then newest version first. Prompts are left out as in
 * `searchRegisteredModels`.
 * @throws MlflowError invalidFilter
 */
export function searchModelVersions(
  versions: readonly ModelVersion[],
  { filter, orderBy }: EntityQuery,
  dialect: SearchDialect,
): ModelVersion[] {
  const found = filterEntities(withoutPrompts(versions, filter), filter, modelVersionResolver(dialect), dialect);
  const given = parseEntityOrder(orderBy, { names: orderNames, hasPrefix: true, isUnique: dialect === 'sql' });
  const order = [...(given.length === 0 ? defaultOrder : given), ...tieOrder];
  return orderEntities(
    found,
    order.map(({ name, descending }) => ({ field: sortField(name), descending, missingLast: dialect === 'file' })),
  );
}

const textFields: readonly (TextField<ModelVersion> & { readonly operators: readonly TextRuleOperator[] })[] = [
  { name: 'name', read: (version) => version.name, operators: listOperators },
  { name: 'run_id', read: (version) => version.runId, operators: listOperators },
  { name: 'source_path', read: (version) => version.source, operators: plainTextOperators },
];

/** How a filter names what a model version has. */
function modelVersionResolver(dialect: SearchDialect): EntityResolver<ModelVersion> {
  return (token) => {
    const { prefix, key } = splitIdentifier(token);
    if (prefix === 'tag' || prefix === 'tags') {
      return { kind: 'text', field: registryTag(key), subject: 'tags', operators: plainTextOperators };
    }
    const isAttribute = prefix === undefined || prefix === 'attribute';
    if (isAttribute && key === 'version_number') {
      const field = { name: key, read: ({ version }: ModelVersion) => Number(version) };
      return { kind: 'number', field, subject: key, readValue: (value) => readVersion(value, dialect) };
    }
    const field = textFields.find(({ name }) => name === key);
    if (!isAttribute || field === undefined) {
      throw unknownField(token, [...textFields.map(({ name }) => name), 'version_number', 'tags.<key>']);
    }
    return { kind: 'text', field, subject: key, operators: field.operators };
  };
}

/** MLflow takes a version in quotes, too. Its file store drops a fraction, which its SQL stores refuse. */
function readVersion(token: FilterToken, dialect: SearchDialect): number {
  if (token.kind === 'string' && /^\d+$/.test(unquote(token.text))) {
    return Number(unquote(token.text));
  }
  return dialect === 'sql' ? readWholeNumber(token) : Math.trunc(readNumber(token));
}

function sortField(name: OrderName) {
  return {
    read: (version: ModelVersion) => {
      switch (name) {
        case 'name':
          return version.name;
        case 'version_number':
          return Number(version.version);
        case 'creation_timestamp':
          return version.creationTime;
        case 'last_updated_timestamp':
          return version.lastUpdatedTime;
      }
    },
  };
}
