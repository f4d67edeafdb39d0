import { isLaterPoint } from '../model/run.ts';
import { loggedModelStatuses, type LoggedModel, type LoggedModelMetric } from '../model/loggedModel.ts';
import { unknownField, type NumberField, type TextField } from './entityField.ts';
import { plainTextOperators, readNumber, type TextRuleOperator } from './fieldRule.ts';
import { filterError } from './filterError.ts';
import { unquote, type FilterToken } from './filterTokens.ts';
import { entityNames } from './runField.ts';
import type { SearchDialect } from './searchDialect.ts';
import type { EntityResolver } from './searchEntities.ts';
import { splitIdentifier } from './splitIdentifier.ts';

/** Attributes of a logged model that are texts. */
export const loggedModelTexts: readonly TextField<LoggedModel>[] = [
  { name: 'name', read: (model) => model.name },
  { name: 'model_id', read: (model) => model.modelId },
  { name: 'model_type', read: (model) => model.modelType },
  { name: 'status', read: (model) => model.status },
  { name: 'source_run_id', read: (model) => model.sourceRunId },
];

/** Attributes of a logged model that are times, in milliseconds since 1970. */
export const loggedModelTimes: readonly NumberField<LoggedModel>[] = [
  { name: 'creation_timestamp', read: (model) => model.creationTime },
  { name: 'creation_time', read: (model) => model.creationTime },
  { name: 'last_updated_timestamp', read: (model) => model.lastUpdatedTime },
];

const sqlEntities: ReadonlyMap<string, 'metric' | 'param' | 'tag' | 'attribute'> = new Map([
  ['metrics', 'metric'],
  ['params', 'param'],
  ['tags', 'tag'],
  ['attributes', 'attribute'],
]);

const listOperators: readonly TextRuleOperator[] = [...plainTextOperators, 'IN'];
const statusOperators: readonly TextRuleOperator[] = ['=', '!=', 'IN'];

/** How a filter names what a logged model has (MLflow 3.18: SearchLoggedModelsUtils; search_logged_model_utils.py for SQL stores). */
export function loggedModelResolver(dialect: SearchDialect): EntityResolver<LoggedModel> {
  return (token) => {
    const { prefix, key } = splitIdentifier(token);
    const entity = prefix === undefined ? 'attribute' : (dialect === 'sql' ? sqlEntities : entityNames).get(prefix);
    switch (entity) {
      case 'metric': {
        const field = { name: `metrics.${key}`, read: metricReader(key, {}, dialect) };
        return { kind: 'number', field, subject: 'metrics', readValue: readNumber };
      }
      case 'param':
      case 'tag': {
        const texts = entity === 'param' ? 'params' : 'tags';
        const field = { name: `${texts}.${key}`, read: (model: LoggedModel) => model[texts].get(key) };
        const operators = dialect === 'sql' ? listOperators : plainTextOperators;
        return { kind: 'text', field, subject: 'params and tags', operators };
      }
      case 'attribute':
        return attributeRule(token, key, dialect);
      case 'dataset':
      case undefined:
        throw unknownLoggedModelField(token);
    }
  };
}

function attributeRule(
  token: FilterToken,
  key: string,
  dialect: SearchDialect,
): ReturnType<EntityResolver<LoggedModel>> {
  const time = loggedModelTimes.find(({ name }) => name === key);
  if (time !== undefined) {
    return { kind: 'number', field: time, subject: key, readValue: readNumber };
  }
  const field = loggedModelTexts.find(({ name }) => name === key);
  if (field === undefined) {
    throw unknownLoggedModelField(token);
  }
  const isCode = dialect === 'sql' && key === 'status';
  return {
    kind: 'text',
    field,
    subject: key,
    operators: isCode ? statusOperators : listOperators,
    checkValue: isCode ? requireStatus : undefined,
  };
}

function requireStatus(token: FilterToken): void {
  const typed = unquote(token.text);
  if (!loggedModelStatuses.some((status) => status === typed)) {
    const meant = loggedModelStatuses.find((status) => status === typed.toUpperCase());
    const suggestion = meant === undefined ? undefined : `'${meant}'`;
    throw filterError(token, `the states of a logged model are ${loggedModelStatuses.join(', ')}`, suggestion);
  }
}

function unknownLoggedModelField(token: FilterToken): Error {
  const attributes = [...loggedModelTexts, ...loggedModelTimes].map(({ name }) => name);
  return unknownField(token, [...attributes, 'metrics.<key>', 'params.<key>', 'tags.<key>']);
}

/** Which points of a metric count: those measured on a dataset, or all. */
export interface MetricDataset {
  readonly datasetName?: string | undefined;
  readonly datasetDigest?: string | undefined;
}

/**
 * The value of a metric: in SQL stores the latest of all datasets, NaN being no value; in the file store the first listed.
 * @returns undefined where the model has none
 */
export function metricReader(
  key: string,
  { datasetName, datasetDigest }: MetricDataset,
  dialect: SearchDialect,
): (model: LoggedModel) => number | undefined {
  const counts = (point: LoggedModelMetric): boolean =>
    point.key === key &&
    (datasetName === undefined || point.datasetName === datasetName) &&
    (datasetDigest === undefined || point.datasetDigest === datasetDigest);
  return ({ metrics }) => {
    if (dialect === 'file') {
      return metrics.find(counts)?.value;
    }
    const [first, ...others] = metrics.filter(counts);
    const latest = others.reduce(
      (best, point) => (best !== undefined && isLaterPoint(point, best) ? point : best),
      first,
    );
    return latest === undefined || Number.isNaN(latest.value) ? undefined : latest.value;
  };
}
