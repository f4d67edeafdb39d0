import type { LoggedModelOrder } from '../../src/search/searchLoggedModels.ts';
import type { MlflowVersion } from './mlflowPython.ts';

export type EntityKind = 'experiments' | 'registeredModels' | 'modelVersions' | 'loggedModels';

/** What MLflow's search of one kind of entity is asked. */
export type EntitySearch =
  | {
      readonly kind: Exclude<EntityKind, 'loggedModels'>;
      readonly filter: string;
      readonly orderBy: readonly string[];
    }
  | { readonly kind: 'loggedModels'; readonly filter: string; readonly orderBy: readonly LoggedModelOrder[] };

const filters: Readonly<Record<EntityKind, readonly string[]>> = {
  experiments: [
    "name = 'Beta 3'",
    "name LIKE '%beta%'",
    "name ILIKE '%beta%'",
    "name != ''",
    "name > 'a'",
    "name IN ('a')",
    'name = 1',
    'name IS NULL',
    "attribute.name != 'x'",
    "attributes.name != 'x'",
    "attr.name = 'x'",
    "NAME = 'x'",
    "`name` != 'x'",
    "experiment_id = '1'",
    "experiment_id != '1'",
    "experiment_id IN ('1', '2')",
    "experiment_id NOT IN ('1', '2')",
    "experiment_id != 'x'",
    "experiment_id LIKE '%'",
    "experiment_id > '0'",
    'experiment_id = 1',
    'creation_time > 0',
    'last_update_time > 0',
    'creation_time > 1.5',
    "creation_time > '1'",
    "creation_time LIKE '1'",
    "tags.team = 'alpha'",
    "tag.team != 'alpha'",
    "tags.`a key` ILIKE '%A%'",
    'tags."ns/sub" LIKE \'%_%\'',
    "tags.team LIKE 'line1%line2'",
    'tags.team IS NULL',
    'tags.team IS NOT NULL',
    "tags.team IN ('alpha')",
    "tags.team > 'a'",
    'tags.team = alpha',
    "name != 'a' AND tags.team != 'b'",
    "name != 'a' and",
    "name = 'a' OR name = 'b'",
    "lifecycle_stage = 'active'",
    "params.a = 'x'",
    'garbage',
  ],
  registeredModels: [
    "name LIKE '%odel%'",
    "name ILIKE 'MODEL%'",
    "name != 'x'",
    "name IN ('Model 0', 'm.x 1')",
    "name NOT IN ('Model 0')",
    "name > 'a'",
    'name IS NULL',
    "attribute.name != 'x'",
    "attributes.name != 'x'",
    "NAME = 'x'",
    "`name` = 'x'",
    "tags.team = 'alpha'",
    "tags.team != 'alpha'",
    "tag.`a key` LIKE '%a%'",
    "tags.'a key' != 'x'",
    'tags.team IS NULL',
    "tags.team IN ('a')",
    "tags.team = 'alpha' AND tags.team != 'b'",
    'creation_timestamp > 0',
    "description = 'x'",
    "name = 'a' OR name = 'b'",
    "tags.`mlflow.prompt.is_prompt` != 'true'",
    "tags.`mlflow.prompt.is_prompt` = 'false'",
    "tags.`mlflow.prompt.is_prompt` = 'true'",
  ],
  modelVersions: [
    "name LIKE '%odel%'",
    "name ILIKE 'MODEL%'",
    "name != 'x'",
    "name IN ('Model 0', 'm.x 1')",
    "name NOT IN ('Model 0')",
    'name = 1',
    "run_id != 'x'",
    "run_id = ''",
    "run_id LIKE '%'",
    "run_id IN ('x')",
    "run_id NOT IN ('x')",
    "source_path LIKE '%lpha'",
    "source_path ILIKE '%É%'",
    "source_path IN ('x')",
    'version_number > 1',
    'version_number = 1',
    "version_number = '1'",
    "version_number = 'x'",
    'version_number > 1.5',
    'version_number <= 1.5',
    "version_number LIKE '1'",
    "attributes.name != 'x'",
    "attribute.run_id != 'x'",
    'version > 1',
    "tags.team = 'alpha'",
    "tags.team != 'alpha'",
    'tags.team IS NULL',
    "current_stage = 'None'",
    'creation_timestamp > 0',
    "name != 'a' AND version_number < 3",
  ],
  loggedModels: [
    "name = 'net-1'",
    "name LIKE 'net%'",
    "name ilike 'NET%'",
    "name IN ('net-1', 'Net-2')",
    "name NOT IN ('net-1')",
    "model_id != 'x'",
    "model_id LIKE 'm-%'",
    "model_type = 'Agent'",
    "model_type != 'Agent'",
    "status = 'READY'",
    "status != 'READY'",
    "status IN ('READY', 'FAILED')",
    "status = 'ready'",
    "status LIKE 'R%'",
    "source_run_id != 'x'",
    'creation_timestamp > 0',
    'creation_time > 0',
    'last_updated_timestamp > 0',
    'last_updated_time > 0',
    'creation_timestamp > 1.5',
    "creation_timestamp > '1'",
    "attributes.name != 'x'",
    "attribute.name != 'x'",
    "attr.name != 'x'",
    'metrics.acc > 0',
    'metric.acc > 0',
    'metrics.`val/loss` < 1',
    'metrics.acc != 0.5',
    "metrics.acc > '0'",
    "params.lr = '0.1'",
    "param.lr = '0.1'",
    "params.lr LIKE '0%'",
    "params.lr IN ('0.1')",
    "tags.team = 'alpha'",
    "tags.`a key` != 'x'",
    'tags.team IS NULL',
    "experiment_id = '1'",
    "name = 'a' OR name = 'b'",
    'created > 0',
    'metrics.acc BETWEEN 0 AND 1',
    "name > 'a'",
    'name LIKE "n%"',
    'name = net',
    "artifact_location LIKE '%'",
    'metrics.acc < inf',
    "dataset.name = 'x'",
  ],
};

const orders: Readonly<Record<Exclude<EntityKind, 'loggedModels'>, readonly (readonly string[])[]>> = {
  experiments: [
    [],
    ['name'],
    ['name DESC'],
    ['experiment_id'],
    ['experiment_id DESC'],
    ['creation_time'],
    ['attribute.last_update_time desc'],
    ['attributes.name', 'creation_time DESC'],
    ['attr.name'],
    ['tags.team'],
    ['`name` ASC'],
    ['name', 'name DESC'],
    ['lifecycle_stage'],
    ['name nulls last'],
    [''],
  ],
  registeredModels: [
    [],
    ['name'],
    ['name desc'],
    ['timestamp'],
    ['timestamp DESC'],
    ['last_updated_timestamp DESC'],
    ['creation_timestamp'],
    ['creation_timestamp DESC'],
    ['attribute.name'],
    ['name', 'name DESC'],
    ['timestamp', 'last_updated_timestamp'],
    ['tags.team'],
    ['description'],
  ],
  modelVersions: [
    [],
    ['name'],
    ['name DESC'],
    ['version_number'],
    ['version_number DESC', 'name'],
    ['creation_timestamp'],
    ['last_updated_timestamp'],
    ['attribute.version_number'],
    ['attributes.name DESC'],
    ['name', 'name'],
    ['run_id'],
    ['version'],
    ['tags.team'],
  ],
};

const loggedModelOrders: readonly (readonly LoggedModelOrder[])[] = [
  [],
  ...[
    'name',
    'model_id',
    'model_type',
    'status',
    'creation_time',
    'creation_timestamp',
    'last_updated_timestamp',
    'last_updated_time',
    'metrics.acc',
    'metrics.val/loss',
    'metrics.none',
    'params.lr',
    'experiment_id',
    'attributes.name',
  ].flatMap((fieldName) => [[{ fieldName }], [{ fieldName, ascending: false }]]),
  [{ fieldName: 'source_run_id', ascending: false }],
  [{ fieldName: 'name' }, { fieldName: 'metrics.acc', ascending: false }],
  [{ fieldName: 'metrics.acc', datasetName: 'train' }],
  [{ fieldName: 'metrics.acc', datasetName: 'train', datasetDigest: 'd2', ascending: false }],
];

/** Every form that a clause can take, right and wrong, over the store that search_entities.py makes. */
export function entityBattery(kinds: readonly EntityKind[]): EntitySearch[] {
  return kinds.flatMap((kind) => [
    ...filters[kind].map((filter): EntitySearch => ({ kind, filter, orderBy: [] })),
    ...(kind === 'loggedModels'
      ? loggedModelOrders.map((orderBy): EntitySearch => ({ kind, filter: '', orderBy }))
      : orders[kind].map((orderBy): EntitySearch => ({ kind, filter: '', orderBy }))),
  ]);
}

/** Where our answer may be another one than MLflow's. */
export interface EntityDifference {
  readonly reason: string;
  readonly versions: readonly MlflowVersion[];
  /** Absent: every kind of store. */
  readonly store?: 'file' | 'sqlite';
  readonly kinds: readonly EntityKind[];
  /** The filters, or order_by clauses as JSON, that are meant. */
  readonly clauses: RegExp;
}

const both = ['2.22', '3.18'] as const;
const allKinds: readonly EntityKind[] = ['experiments', 'registeredModels', 'modelVersions', 'loggedModels'];

export const entityDifferences: readonly EntityDifference[] = [
  { reason: 'our own grammar: OR and BETWEEN', versions: both, kinds: allKinds, clauses: / OR | BETWEEN / },
  {
    reason: 'MLflow looks for the names of registered models and versions with their quotes on',
    versions: both,
    kinds: ['registeredModels', 'modelVersions'],
    clauses: /^`name`/,
  },
  {
    reason:
      'MLflow 2 cannot filter experiments by id or missing tags, nor names of models by a list, and has no `attributes.`',
    versions: ['2.22'],
    kinds: allKinds,
    clauses: /^(?:experiment_id |tags\.team IS |name (?:NOT )?IN |run_id NOT IN |\["?attributes\.|attributes\.)/,
  },
  {
    reason: "MLflow 2's SQL stores leave numbers to the database, also where they are none",
    versions: ['2.22'],
    store: 'sqlite',
    kinds: ['experiments', 'modelVersions'],
    clauses: /^(?:creation_time|version_number) .* (?:1\.5|'x')$/,
  },
  {
    reason: "MLflow's file store breaks on an alias of logged models that its SQL stores know",
    versions: ['3.18'],
    store: 'file',
    kinds: ['loggedModels'],
    clauses: /^creation_time /,
  },
  {
    reason:
      "MLflow's file store compares attributes of logged models by any operator, and takes dataset.name for the model's name",
    versions: ['3.18'],
    store: 'file',
    kinds: ['loggedModels'],
    clauses: /^(?:name > |dataset\.)/,
  },
  {
    reason: "MLflow's SQL stores let every column of logged models be named",
    versions: ['3.18'],
    store: 'sqlite',
    kinds: ['loggedModels'],
    clauses: /experiment_id|artifact_location/,
  },
  {
    reason:
      "MLflow's SQL stores read values of logged models as Python does: texts without quotes or with double ones on, and inf",
    versions: ['3.18'],
    store: 'sqlite',
    kinds: ['loggedModels'],
    clauses: /^(?:name = net|name LIKE "n%"|metrics\.acc < inf)$/,
  },
];
