import { loggedModelStatuses, type LoggedModel } from '../model/loggedModel.ts';
import { MlflowError } from '../model/mlflowError.ts';
import {
  loggedModelResolver,
  loggedModelTexts,
  loggedModelTimes,
  metricReader,
  type MetricDataset,
} from './loggedModelField.ts';
import type { SearchDialect } from './searchDialect.ts';
import { filterEntities, orderEntities, type EntitySortKey } from './searchEntities.ts';

/** One key of MLflow's order_by of logged models. The dataset says which points of a metric count; absent: all. */
export interface LoggedModelOrder extends MetricDataset {
  /** An attribute, or `metrics.` and the metric's name as it is, without quotes. */
  readonly fieldName: string;
  /** Absent: true, as in MLflow. */
  readonly ascending?: boolean | undefined;
}

/** What MLflow's search_logged_models is asked, apart from the experiments. */
export interface LoggedModelQuery {
  /** Blank holds for every model. */
  readonly filter: string;
  /** The first key decides first. */
  readonly orderBy: readonly LoggedModelOrder[];
}

const tieOrder: readonly LoggedModelOrder[] = [
  { fieldName: 'creation_timestamp', ascending: false },
  { fieldName: 'model_id', ascending: true },
];

/**
 * Logged models as MLflow 3.18's search_logged_models answers. Ties, and no order at all: newest first, then by id. Missing values come
 * last in both directions. In SQL stores a status is ordered by its place in `loggedModelStatuses`, in the file store as a text.
 * @throws MlflowError invalidFilter
 */
export function searchLoggedModels(
  models: readonly LoggedModel[],
  { filter, orderBy }: LoggedModelQuery,
  dialect: SearchDialect,
): LoggedModel[] {
  const found = filterEntities(models, filter, loggedModelResolver(dialect), dialect);
  return orderEntities(
    found,
    [...orderBy, ...tieOrder].map((order) => sortKey(order, dialect)),
  );
}

function sortKey(order: LoggedModelOrder, dialect: SearchDialect): EntitySortKey<LoggedModel> {
  const { ascending = true } = order;
  return { field: { read: sortReader(order, dialect) }, descending: !ascending, missingLast: true };
}

function sortReader(order: LoggedModelOrder, dialect: SearchDialect): EntitySortKey<LoggedModel>['field']['read'] {
  const { fieldName } = order;
  if (fieldName.startsWith('metrics.')) {
    return metricReader(fieldName.slice('metrics.'.length), order, dialect);
  }
  if (fieldName === 'status' && dialect === 'sql') {
    return ({ status }) => loggedModelStatuses.indexOf(status);
  }
  const attribute = [...loggedModelTexts, ...loggedModelTimes].find(({ name }) => name === fieldName);
  if (attribute === undefined) {
    const names = [...loggedModelTexts, ...loggedModelTimes].map(({ name }) => name).join(', ');
    const detail = `logged models are ordered by metrics.<key>, ${names}`;
    throw new MlflowError('invalidFilter', { what: fieldName, detail, position: 0 });
  }
  return attribute.read;
}
