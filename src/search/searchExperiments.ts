import type { Experiment } from '../model/experiment.ts';
import { unknownField, type TextField } from './entityField.ts';
import { plainTextOperators, readNumber, readWholeNumber, type TextRuleOperator } from './fieldRule.ts';
import { filterError } from './filterError.ts';
import { unquote, type FilterToken } from './filterTokens.ts';
import { parseEntityOrder } from './parseEntityOrder.ts';
import type { SearchDialect } from './searchDialect.ts';
import { filterEntities, orderEntities, type EntityQuery, type EntityResolver } from './searchEntities.ts';
import { splitIdentifier } from './splitIdentifier.ts';

const names = ['name', 'experiment_id', 'creation_time', 'last_update_time'] as const;
type AttributeName = (typeof names)[number];

const tagOperators: readonly TextRuleOperator[] = [...plainTextOperators, 'IS NULL'];

/**
 * Experiments as MLflow's search_experiments answers (3.18; SearchExperimentsUtils and SqlAlchemyStore): newest first by default, and
 * ties of a given order by descending id. Ids are texts in the file store and whole numbers in SQL stores.
 * @throws MlflowError invalidFilter
 */
export function searchExperiments(
  experiments: readonly Experiment[],
  { filter, orderBy }: EntityQuery,
  dialect: SearchDialect,
): Experiment[] {
  const found = filterEntities(experiments, filter, experimentResolver(dialect), dialect);
  const given = parseEntityOrder(orderBy, { names, hasPrefix: true, isUnique: false });
  const order =
    given.length === 0
      ? ([
          { name: 'creation_time', descending: true },
          { name: 'experiment_id', descending: false },
        ] as const)
      : [...given, { name: 'experiment_id', descending: true } as const];
  return orderEntities(
    found,
    order.map(({ name, descending }) => ({
      field: sortField(name, dialect),
      descending,
      missingLast: dialect === 'file',
    })),
  );
}

/** How a filter names what an experiment has. */
function experimentResolver(dialect: SearchDialect): EntityResolver<Experiment> {
  return (token) => {
    const { prefix, key } = splitIdentifier(token);
    if (prefix === 'tag' || prefix === 'tags') {
      const field = { name: `tags.${key}`, read: ({ tags }: Experiment) => tags.get(key) };
      return { kind: 'text', field, subject: 'tags', operators: tagOperators };
    }
    const name = names.find((known) => known === key);
    if (name === undefined || (prefix !== undefined && prefix !== 'attribute' && prefix !== 'attributes')) {
      throw unknownField(token, [...names, 'tags.<key>']);
    }
    switch (name) {
      case 'name':
        return {
          kind: 'text',
          field: { name, read: (experiment) => experiment.name },
          subject: name,
          operators: plainTextOperators,
        };
      case 'experiment_id':
        return { kind: 'text', field: idField, subject: name, ...idRule(dialect) };
      case 'creation_time':
      case 'last_update_time':
        return {
          kind: 'number',
          field: { name, read: (experiment) => timeOf(experiment, name) },
          subject: name,
          readValue: dialect === 'sql' ? readWholeNumber : readNumber,
        };
    }
  };
}

const idField: TextField<Experiment> = { name: 'experiment_id', read: ({ experimentId }) => experimentId };

function idRule(dialect: SearchDialect) {
  return dialect === 'sql'
    ? { operators: ['=', '!=', 'IN'] as const, checkValue: requireWholeNumber }
    : { operators: [...plainTextOperators, 'IN'] as const };
}

function requireWholeNumber(token: FilterToken): void {
  if (!/^\s*[-+]?\d+\s*$/.test(unquote(token.text))) {
    throw filterError(token, 'ids of experiments in a database are whole numbers');
  }
}

function timeOf(experiment: Experiment, name: 'creation_time' | 'last_update_time'): number | undefined {
  return name === 'creation_time' ? experiment.creationTime : experiment.lastUpdateTime;
}

function sortField(name: AttributeName, dialect: SearchDialect) {
  return {
    read: (experiment: Experiment) => {
      switch (name) {
        case 'name':
          return experiment.name;
        case 'experiment_id':
          return dialect === 'sql' ? Number(experiment.experimentId) : experiment.experimentId;
        case 'creation_time':
        case 'last_update_time':
          return timeOf(experiment, name);
      }
    },
  };
}
