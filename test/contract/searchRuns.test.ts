import { execFile } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { readRuns, searchDialect, searchTable, type StoreSearch } from '../../scripts/inspect/searchStore.ts';
import { scriptStoreEnvironment } from '../../scripts/lib/storeEnvironment.ts';
import { MlflowError } from '../../src/model/mlflowError.ts';
import { parseRunFilter } from '../../src/search/parseRunFilter.ts';
import type { RunTable } from '../../src/model/runTable.ts';
import { openStore } from '../../src/store/openStore.ts';
import { restoreEmptyFolders, unpackFixtureStore, type FixtureStoreName } from '../support/fixtureStores.ts';
import { temporaryFolder } from '../support/folderTree.ts';
import { askOracle, type MlflowVersion } from '../support/mlflowPython.ts';
import { randomSearches } from '../support/randomSearches.ts';
import { searchBattery, searchDifferences, type SearchDifference } from '../support/searchBattery.ts';

/** Run ids in order. */
type Answer = readonly string[] | 'refused';

const inspectScript = fileURLToPath(new URL('../../scripts/inspect.ts', import.meta.url));
const flowers = fileURLToPath(new URL('../../samples/flowers', import.meta.url));
const disposables: (() => void)[] = [];

afterEach(() => {
  for (const dispose of disposables.splice(0)) {
    dispose();
  }
});

function unpacked(name: FixtureStoreName): string {
  const fixture = unpackFixtureStore(name);
  disposables.push(fixture.dispose);
  return fixture.folder;
}

function copiedFlowers(): string {
  const folder = temporaryFolder();
  disposables.push(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(flowers, folder, { recursive: true });
  restoreEmptyFolders(folder);
  return folder;
}

/** Reads the runs of a store once for each view, to search in them. */
async function openTables(uri: string) {
  const store = await openStore(uri, scriptStoreEnvironment({ workspaceFolders: [] }));
  disposables.push(() => store.dispose());
  const tables = {
    active: await readRuns(store.tracking, 'active'),
    deleted: await readRuns(store.tracking, 'deleted'),
    all: await readRuns(store.tracking, 'all'),
  };
  const dialect = searchDialect(store.tracking);
  /** What we answer as long as a filter keeps to MLflow's grammar: what is ours alone, MLflow has to refuse. */
  const answer = (search: StoreSearch): Answer => {
    try {
      return parseRunFilter(search.filter).isMlflow ? searchTable(tables[search.view], search, dialect) : 'refused';
    } catch (error) {
      if (MlflowError.is(error, 'invalidFilter')) {
        return 'refused';
      }
      throw error;
    }
  };
  const find = (filter: string): readonly string[] => searchTable(tables.all, { filter, orderBy: [] }, dialect);
  return { runs: tables.all, answer, find };
}

function askMlflow(version: MlflowVersion, uri: string, searches: readonly StoreSearch[]): readonly Answer[] {
  return askOracle(version, 'search_runs.py', [], { uri, searches }) as readonly Answer[];
}

function differencesOf(version: MlflowVersion, uri: string): readonly SearchDifference[] {
  const storeKind = uri.startsWith('sqlite:') ? 'sqlite' : 'file';
  return searchDifferences.filter(
    ({ versions, kind }) => versions.includes(version) && (kind === undefined || kind === storeKind),
  );
}

/** Why the two answers may differ; absent when they may not. */
function reasonToDiffer(
  allowed: readonly SearchDifference[],
  { filter, orderBy }: StoreSearch,
  ours: Answer,
  theirs: Answer,
) {
  const whoRefuses = theirs === 'refused' ? 'MLflow' : ours === 'refused' ? 'we' : undefined;
  return allowed.find(
    (difference) =>
      difference.whoRefuses === whoRefuses && [filter, ...orderBy].some((clause) => difference.clauses.test(clause)),
  )?.reason;
}

function isSame(ours: Answer, theirs: Answer): boolean {
  return String(ours) === String(theirs);
}

const stores: readonly [string, MlflowVersion, () => string][] = [
  ['v1-db', '1.30', () => `sqlite:///${unpacked('v1-db')}/mlflow.db`],
  ['v2-mlruns', '2.22', () => `${unpacked('v2-mlruns')}/mlruns`],
  ['v3-mlruns', '3.18', () => `${unpacked('v3-mlruns')}/mlruns`],
  ['v3-db', '3.18', () => `sqlite:///${unpacked('v3-db')}/mlflow.db`],
  ['the archive of the sample', '2.22', () => `sqlite:///${copiedFlowers()}/archive/mlflow.db`],
  ['the sample', '3.18', () => `${copiedFlowers()}/mlruns`],
];

test.each(stores)('reads every form of filter and order on %s as MLflow %s does', async (_, version, place) => {
  const uri = place();
  const allowed = differencesOf(version, uri);
  const { answer } = await openTables(uri);
  const theirs = askMlflow(version, uri, searchBattery);
  const differing = searchBattery.flatMap((search, i) => {
    const [ours, their = []] = [answer(search), theirs[i]];
    return isSame(ours, their) ? [] : [{ search, ours, their, reason: reasonToDiffer(allowed, search, ours, their) }];
  });
  expect(differing.filter(({ reason }) => reason === undefined)).toEqual([]);
  expect(new Set(differing.map(({ reason }) => reason))).toEqual(new Set(allowed.map(({ reason }) => reason)));
});

test.each(stores)('finds the same runs on %s as MLflow %s, in the same order', async (_, version, place) => {
  const uri = place();
  const { runs, answer, find } = await openTables(uri);
  const allowed = differencesOf(version, uri);
  const searches = randomSearches(runs, version, 20_261, 400);
  const theirs = askMlflow(version, uri, searches);
  const differing = searches.flatMap((search, i) => {
    const [ours, their = []] = [answer(search), theirs[i]];
    const isExpected = isSame(ours, their) || reasonToDiffer(allowed, search, ours, their) !== undefined;
    return isExpected ? [] : [{ search, ours, their }];
  });
  expect(differing).toEqual([]);
  expect(wronglyJoined(searches, theirs, runs, find)).toEqual([]);
  const telling = theirs.filter((their) => their !== 'refused' && their.length > 0 && their.length < runs.length);
  expect(telling.length).toBeGreaterThan(searches.length / 8);
});

/** Filters of our own grammar whose answers do not follow from what MLflow answers to their parts. */
function wronglyJoined(
  searches: readonly StoreSearch[],
  theirs: readonly Answer[],
  runs: RunTable,
  find: (filter: string) => readonly string[],
): string[] {
  const parts = searches.flatMap(({ filter, view }, i) => {
    const found = theirs[i] ?? 'refused';
    return filter === '' || view !== 'all' || found === 'refused' ? [] : [{ filter, found: new Set(found) }];
  });
  const allRuns = Array.from({ length: runs.length }, (_, row) => runs.runId(row));
  return parts.flatMap((part, i) => {
    const other = parts[i - 1] ?? part;
    const filter = `${part.filter} OR NOT (${other.filter})`;
    const expected = allRuns.filter((runId) => part.found.has(runId) || !other.found.has(runId));
    return String(find(filter).toSorted()) === String(expected.toSorted()) ? [] : [filter];
  });
}

async function inspect(...args: readonly string[]): Promise<{ code: number; printed: unknown }> {
  return await new Promise((resolve) => {
    const child = execFile(process.execPath, [inspectScript, ...args], (_, stdout) =>
      resolve({ code: child.exitCode ?? -1, printed: JSON.parse(stdout) }),
    );
  });
}

test('npm run inspect -- search prints run ids in order, or where the filter is wrong', async () => {
  const uri = `sqlite:///${unpacked('v3-db')}/mlflow.db`;
  const search = { filter: "params.lr LIKE '0.%'", orderBy: ['params.lr', 'run_name DESC'], view: 'all' } as const;
  const order = search.orderBy.flatMap((clause) => ['--order-by', clause]);
  const flags = ['--store', uri, '--filter', search.filter, ...order];
  const [expected] = askMlflow('3.18', uri, [search]);
  expect(expected?.length).toBeGreaterThan(1);
  expect(await inspect('search', ...flags, '--view', 'all')).toEqual({ code: 0, printed: expected });
  const [unset] = askMlflow('3.18', uri, [{ filter: 'params.lr IS NULL', orderBy: [], view: 'active' }]);
  expect(await inspect('search', '--store', uri, '--filter', 'NOT (params.lr IS NOT NULL)')).toEqual({
    code: 0,
    printed: unset,
  });
  expect(await inspect('search', '--store', uri, '--filter', 'params.lr = 0.1')).toEqual({
    code: 1,
    printed: { error: { reason: 'invalidFilter', message: expect.any(String), position: 12 } },
  });
  expect(await inspect('search', '--store', uri, '--view', 'gone')).toEqual({
    code: 1,
    printed: { error: { reason: 'invalidValue', message: expect.any(String) } },
  });
});
