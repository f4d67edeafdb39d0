import { textIn, numberIn } from './cells.ts';
import type { SqlDatabase, Row } from './sqlDatabase.ts';

/** What is followed of one run; equal texts mean that nothing changed. */
export interface RunDigest {
  readonly experimentId: string;
  /** The run's own row, its params and its tags. */
  readonly facts: string;
  /** The latest point of each metric, by key. */
  readonly metrics: ReadonlyMap<string, string>;
}

/** What tells one state of a database from another. Two of them compare when they leave out the same `followed` runs. */
export interface StoreDigest {
  readonly experiments: string;
  readonly registry: string;
  /** By id; runs that are not there any more are missing. */
  readonly followed: ReadonlyMap<string, RunDigest>;
  /** The rows of all other runs, by experiment. */
  readonly others: ReadonlyMap<string, number>;
  /** Params, tags and metrics of all other runs: how many, and how long or how late. */
  readonly logged: string;
}

export interface DigestParams {
  /** Runs that the digest before left out of its sums. */
  readonly followed: readonly string[];
  /** Runs to follow from now on. */
  readonly more: readonly string[];
  /** The newest row of a run that the digest before knew. Absent: there was none before. */
  readonly lastRow?: number | undefined;
}

export interface DigestAnswer {
  /** To be compared with the digest before. */
  readonly now: StoreDigest;
  /** To be compared with the digest after: it follows more. */
  readonly next: StoreDigest;
  readonly lastRow: number;
}

/** Of the runs that say they are running; the newest. The others are crashed ones nearly always. */
const maxRunningRuns = 100;
/** So many new runs at once are an import, and told as one change. */
const maxNewRuns = 100;

/** Reads all of it in the one transaction of `database`, tens of milliseconds for 10,000 runs. */
export function digestStore(database: SqlDatabase, { followed, more, lastRow }: DigestParams): DigestAnswer {
  const newRuns = lastRow === undefined ? [] : runIdsOf(database, 'rowid > ?', lastRow, maxNewRuns + 1);
  const known = new Set([...followed, ...(newRuns.length > maxNewRuns ? [] : newRuns)]);
  const running = runIdsOf(database, 'status = ?', 'RUNNING', maxRunningRuns);
  const wanted = new Set([...known, ...running, ...more]);
  const now = digestOf(database, known);
  const [last] = database.rows('SELECT CAST(max(rowid) AS REAL) AS last FROM runs');
  return {
    now,
    next: wanted.size === known.size ? now : digestOf(database, wanted),
    lastRow: (last === undefined ? undefined : numberIn(last, 'last')) ?? 0,
  };
}

function runIdsOf(database: SqlDatabase, condition: string, value: string | number, limit: number): readonly string[] {
  const rows = database.rows(`SELECT run_uuid FROM runs WHERE ${condition} ORDER BY rowid DESC LIMIT ${limit}`, value);
  return Array.from(rows, (row) => textIn(row, 'run_uuid') ?? '');
}

function digestOf(database: SqlDatabase, followed: ReadonlySet<string>): StoreDigest {
  const ids = JSON.stringify([...followed]);
  const registryTables = [
    'registered_models',
    'registered_model_tags',
    'registered_model_aliases',
    'model_versions',
    'model_version_tags',
  ];
  const { runs, others } = digestRuns(database, followed);
  return {
    experiments: `${digestTable(database, 'experiments')} ${digestTable(database, 'experiment_tags')}`,
    registry: registryTables.map((table) => digestTable(database, table)).join(' '),
    followed: withLogged(database, ids, runs),
    others,
    logged: [
      countOthers(database, ids, 'params', 'length(value)'),
      countOthers(database, ids, 'tags', 'length(value)'),
      countOthers(database, ids, 'latest_metrics', 'step + timestamp % 1000003'),
      countOtherInputs(database, ids),
    ].join(' '),
  };
}

function digestRuns(
  database: SqlDatabase,
  followed: ReadonlySet<string>,
): { readonly runs: ReadonlyMap<string, RunFacts>; readonly others: ReadonlyMap<string, number> } {
  const runs = new Map<string, RunFacts>();
  const others = new Map<string, number>();
  const rows = database.rows(
    `SELECT run_uuid, CAST(experiment_id AS TEXT) AS experiment, concat_ws(' ', run_uuid, status, lifecycle_stage,
       coalesce(start_time, ''), coalesce(end_time, ''), name) AS facts FROM runs`,
  );
  for (const row of rows) {
    const runId = textIn(row, 'run_uuid') ?? '';
    const experimentId = textIn(row, 'experiment') ?? '';
    const facts = textIn(row, 'facts') ?? '';
    if (followed.has(runId)) {
      runs.set(runId, { experimentId, facts });
    } else {
      others.set(experimentId, ((others.get(experimentId) ?? 0) + hashOf(facts)) % 2 ** 32);
    }
  }
  return { runs, others };
}

type RunFacts = Pick<RunDigest, 'experimentId' | 'facts'>;

function withLogged(
  database: SqlDatabase,
  ids: string,
  runs: ReadonlyMap<string, RunFacts>,
): ReadonlyMap<string, RunDigest> {
  const texts = new Map<string, number>();
  const rows = ['params', 'tags'].map((table) =>
    rowsOf(database, table, ids, `'${table}' || ' ' || key || ' ' || coalesce(value, '')`),
  );
  for (const row of [...rows, inputsOf(database, ids)].flatMap((found) => [...found])) {
    const runId = textIn(row, 'run_uuid') ?? '';
    texts.set(runId, ((texts.get(runId) ?? 0) + hashOf(textIn(row, 'digest') ?? '')) % 2 ** 32);
  }
  const metrics = new Map<string, Map<string, string>>();
  for (const row of rowsOf(database, 'latest_metrics', ids, `concat_ws(' ', step, timestamp, value, is_nan)`)) {
    const runId = textIn(row, 'run_uuid') ?? '';
    const ofRun = metrics.get(runId) ?? new Map<string, string>();
    metrics.set(runId, ofRun.set(textIn(row, 'key') ?? '', textIn(row, 'digest') ?? ''));
  }
  return new Map(
    Array.from(runs, ([runId, { experimentId, facts }]) => [
      runId,
      { experimentId, facts: `${facts} ${texts.get(runId) ?? 0}`, metrics: metrics.get(runId) ?? new Map() },
    ]),
  );
}

function rowsOf(database: SqlDatabase, table: string, ids: string, digest: string): Iterable<Row> {
  return database.rows(
    `SELECT run_uuid, key, ${digest} AS digest FROM ${table} WHERE run_uuid IN (SELECT value FROM json_each(?))`,
    ids,
  );
}

/** Datasets and models that went in or came out. MLflow never changes such a row. */
function inputsOf(database: SqlDatabase, ids: string): Iterable<Row> {
  const owners = [
    ['destination_id', 'source_id', 'RUN'],
    ['source_id', 'destination_id', 'MODEL_INPUT'],
    ['source_id', 'destination_id', 'MODEL_OUTPUT'],
  ] as const;
  const selects = owners.map(
    ([owner, other, kind]) =>
      `SELECT ${owner} AS run_uuid, ${other} AS digest FROM inputs
       WHERE destination_type = '${kind}' AND ${owner} IN (SELECT value FROM json_each(?1))`,
  );
  return hasInputs(database) ? database.rows(selects.join(' UNION ALL '), ids) : [];
}

function countOtherInputs(database: SqlDatabase, ids: string): string {
  if (!hasInputs(database)) {
    return '';
  }
  const [row] = database.rows(
    `SELECT CAST(count(*) AS TEXT) AS digest FROM inputs WHERE destination_id NOT IN (SELECT value FROM json_each(?1))
     AND source_id NOT IN (SELECT value FROM json_each(?1))`,
    ids,
  );
  return row === undefined ? '' : (textIn(row, 'digest') ?? '');
}

function hasInputs(database: SqlDatabase): boolean {
  return database.has('inputs', 'destination_id');
}

function countOthers(database: SqlDatabase, ids: string, table: string, measure: string): string {
  const [row] = database.rows(
    `SELECT count(*) || ' ' || total(${measure}) AS digest FROM ${table}
     WHERE run_uuid NOT IN (SELECT value FROM json_each(?))`,
    ids,
  );
  return row === undefined ? '' : (textIn(row, 'digest') ?? '');
}

/** For small tables: every cell counts, the order of the rows does not. */
function digestTable(database: SqlDatabase, table: string): string {
  let [count, sum] = [0, 0];
  for (const row of database.has(table, 'name') || database.has(table, 'key') ? allRows(database, table) : []) {
    count++;
    sum = (sum + hashOf(textIn(row, 'digest') ?? '')) % 2 ** 32;
  }
  return `${count}/${sum}`;
}

function allRows(database: SqlDatabase, table: string): Iterable<Row> {
  const columns = Array.from(database.rows('SELECT name FROM pragma_table_info(?)', table), (row) =>
    textIn(row, 'name'),
  );
  const cells = columns.map((column) => `quote("${String(column)}")`).join(` || ' ' || `);
  return database.rows(`SELECT ${cells} AS digest FROM ${table}`);
}

/** FNV-1a over UTF-16 units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
