import { readFileSync } from 'node:fs';
import type { StoreSearch } from '../../scripts/inspect/searchStore.ts';
import type { MlflowVersion } from './mlflowPython.ts';

const filters = readFileSync(new URL('../fixtures/make/search_filters.txt', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n');

const orders: readonly (readonly string[])[] = [
  ['metrics.best_acc DESC'],
  ['metrics.nan_in_middle ASC'],
  ['metrics.nan ASC'],
  ['metrics.nan DESC'],
  ['metrics.inf DESC'],
  ['params.lr'],
  ['params.lr DESC'],
  ['tags.`stage` asc'],
  ['start_time'],
  ['attributes.end_time DESC'],
  ['run_name'],
  ['status'],
  ['user_id'],
  ['artifact_uri'],
  ['attributes.run_id'],
  ['created DESC'],
  ['lifecycle_stage'],
  ['metrics.`val/acc` DESC', 'params.lr ASC'],
  ['dataset.name'],
  ['metrics.loss DESCENDING'],
  ['metrics.best_acc desc nulls last'],
  ['params.lr', 'params.lr DESC'],
  ['attributes.created', 'start_time DESC'],
  ['params.lr, run_name'],
  [''],
];

/** Every form that a clause can take, right and wrong, mostly over keys of the stores made by test/fixtures/make. */
export const searchBattery: readonly StoreSearch[] = [
  ...filters.map((filter) => ({ filter, orderBy: [], view: 'all' as const })),
  ...orders.map((orderBy) => ({ filter: '', orderBy, view: 'all' as const })),
];

/** Where one answers and the other refuses, apart from what is our own grammar. */
export interface SearchDifference {
  readonly reason: string;
  readonly versions: readonly MlflowVersion[];
  /** Absent: every kind of store. */
  readonly kind?: 'file' | 'sqlite';
  readonly whoRefuses: 'MLflow' | 'we';
  /** The filters or clauses that are meant. */
  readonly clauses: RegExp;
}

const allVersions = ['1.30', '2.22', '3.18'] as const;

export const searchDifferences: readonly SearchDifference[] = [
  {
    reason: 'sqlparse reads a space or a second dot as part of a key, which finds a key that nobody has',
    versions: allVersions,
    whoRefuses: 'we',
    clauses: /^(?:params\. a|params\.\.a|params\.a\.|metrics\.) [=>]/,
  },
  {
    reason: "Python joins texts that follow each other, so that ('a' 'b') is ('ab')",
    versions: ['3.18'],
    whoRefuses: 'we',
    clauses: /^run_id IN \('a' 'b'\)$/,
  },
  {
    reason: 'sqlparse takes unquoted keys that are numbers or words of SQL for something else',
    versions: allVersions,
    whoRefuses: 'MLflow',
    clauses: /^(?:metrics\.[01]|params\.(?:from|in)|tags\.case) /,
  },
  {
    reason: 'IS NULL is new in MLflow 3, and even there it may have one space only',
    versions: allVersions,
    whoRefuses: 'MLflow',
    clauses: /\bIS (?: *NOT +)?NULL\b/i,
  },
  {
    reason: "MLflow 2's file store takes a fraction of a millisecond for a mistake",
    versions: ['2.22'],
    kind: 'file',
    whoRefuses: 'MLflow',
    clauses: /^start_time > 1(?:\.5|e3)$/,
  },
  {
    reason: 'MLflow before 2.4 knows no datasets',
    versions: ['1.30'],
    whoRefuses: 'MLflow',
    clauses: /^[`]?datasets?\b/,
  },
  {
    reason: "MLflow 2's SQL stores break on a dataset beside a metric, param or tag",
    versions: ['2.22'],
    kind: 'sqlite',
    whoRefuses: 'MLflow',
    clauses: /dataset\./,
  },
  {
    reason: 'MLflow before 3 takes lists in single quotes only, without a last comma',
    versions: ['2.22'],
    whoRefuses: 'MLflow',
    clauses: /^run_id IN \((?:'a',|"a", 'b')\)$/,
  },
  {
    reason:
      'MLflow 1.30 wants `attributes.` before attributes, has no other names for them, and no IN with the sqlparse of today',
    versions: ['1.30'],
    whoRefuses: 'MLflow',
    clauses:
      /^(?:attributes\.(?:created|`Run name`|run_id (?:NOT )?IN)|[`"]run name[`"]|(?:status|created|run_id|run_name|user_id|artifact_uri|start_time|end_time)\b)|AND run_id IN/i,
  },
];
