import { rmSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { scriptStoreEnvironment } from '../../scripts/lib/storeEnvironment.ts';
import { MlflowError } from '../../src/model/mlflowError.ts';
import { searchExperiments } from '../../src/search/searchExperiments.ts';
import { searchLoggedModels } from '../../src/search/searchLoggedModels.ts';
import { searchModelVersions } from '../../src/search/searchModelVersions.ts';
import { searchRegisteredModels } from '../../src/search/searchRegisteredModels.ts';
import type { MlflowStore } from '../../src/store/mlflowStore.ts';
import { openStore } from '../../src/store/openStore.ts';
import { entityBattery, entityDifferences, type EntityKind, type EntitySearch } from '../support/entitySearches.ts';
import { temporaryFolder } from '../support/folderTree.ts';
import { askOracle, type MlflowVersion } from '../support/mlflowPython.ts';
import { randomEntitySearches, type StoreEntities } from '../support/randomEntitySearches.ts';
import { SeededRandom } from '../support/seededRandom.ts';

/** Ids in order. */
type Answer = readonly string[] | 'refused';

const disposables: (() => void)[] = [];

afterEach(() => {
  for (const dispose of disposables.splice(0)) {
    dispose();
  }
});

/** A store that real MLflow made, with something to search of every kind that it knows. */
function seededStore(version: MlflowVersion, kind: 'file' | 'sqlite'): string {
  const folder = temporaryFolder();
  disposables.push(() => rmSync(folder, { recursive: true, force: true }));
  const uri = kind === 'file' ? `${folder}/mlruns` : `sqlite:///${folder}/mlflow.db`;
  askOracle(version, 'search_entities.py', ['seed', uri]);
  return uri;
}

async function readEntities({ tracking, registry, loggedModels }: MlflowStore): Promise<StoreEntities> {
  const experiments = await tracking.experiments('all');
  const registeredModels = await registry.registeredModels();
  const versions = await Promise.all(registeredModels.map(async ({ name }) => await registry.modelVersions(name)));
  const logged = await loggedModels?.ofExperiments(experiments.map(({ experimentId }) => experimentId));
  return { experiments, registeredModels, modelVersions: versions.flat(), loggedModels: logged ?? [] };
}

function search(entities: StoreEntities, question: EntitySearch, dialect: 'file' | 'sql'): Answer {
  try {
    switch (question.kind) {
      case 'experiments':
        return searchExperiments(entities.experiments, question, dialect).map(({ experimentId }) => experimentId);
      case 'registeredModels':
        return searchRegisteredModels(entities.registeredModels, question, dialect).map(({ name }) => name);
      case 'modelVersions':
        return searchModelVersions(entities.modelVersions, question, dialect).map(
          ({ name, version }) => `${name}/${version}`,
        );
      case 'loggedModels':
        return searchLoggedModels(entities.loggedModels, question, dialect).map(({ modelId }) => modelId);
    }
  } catch (error) {
    if (MlflowError.is(error, 'invalidFilter')) {
      return 'refused';
    }
    throw error;
  }
}

/** The question as the Python client takes it. */
function toPython(question: EntitySearch): unknown {
  return question.kind !== 'loggedModels'
    ? question
    : {
        ...question,
        orderBy: question.orderBy.map(({ fieldName, ascending = true, datasetName, datasetDigest }) => ({
          field_name: fieldName,
          ascending,
          ...(datasetName !== undefined && { dataset_name: datasetName }),
          ...(datasetDigest !== undefined && { dataset_digest: datasetDigest }),
        })),
      };
}

const kinds: readonly EntityKind[] = ['experiments', 'registeredModels', 'modelVersions'];
const stores: readonly [MlflowVersion, 'file' | 'sqlite', readonly EntityKind[]][] = [
  ['2.22', 'file', kinds],
  ['2.22', 'sqlite', kinds],
  ['3.18', 'file', [...kinds, 'loggedModels']],
  ['3.18', 'sqlite', [...kinds, 'loggedModels']],
];

function differencesOf(version: MlflowVersion, storeKind: 'file' | 'sqlite') {
  return entityDifferences.filter(
    ({ versions, store = storeKind }) => versions.includes(version) && store === storeKind,
  );
}

/** Why the answers may differ; absent when they may not. */
function reasonToDiffer(version: MlflowVersion, storeKind: 'file' | 'sqlite', question: EntitySearch) {
  const clause = question.filter === '' ? JSON.stringify(question.orderBy) : question.filter;
  return differencesOf(version, storeKind).find(
    ({ kinds: meant, clauses }) => meant.includes(question.kind) && clauses.test(clause),
  )?.reason;
}

test.each(stores)('searches everything but runs as MLflow %s does (%s)', async (version, kind, known) => {
  const uri = seededStore(version, kind);
  const store = await openStore(uri, scriptStoreEnvironment({ workspaceFolders: [] }));
  disposables.push(() => store.dispose());
  const entities = await readEntities(store);
  const battery = entityBattery(known);
  const questions = [...battery, ...randomEntitySearches(entities, version, new SeededRandom(20_261), 600)];
  const theirs = askOracle(
    version,
    'search_entities.py',
    ['answer', uri],
    questions.map(toPython),
  ) as readonly Answer[];
  const differing = questions.flatMap((question, i) => {
    const [ours, their = []] = [search(entities, question, kind === 'file' ? 'file' : 'sql'), theirs[i]];
    if (String(ours) === String(their)) {
      return [];
    }
    return [
      { question, ours, their, reason: i < battery.length ? reasonToDiffer(version, kind, question) : undefined },
    ];
  });
  expect(differing.filter(({ reason }) => reason === undefined)).toEqual([]);
  const allowed = differencesOf(version, kind).filter(({ kinds: meant }) => meant.some((one) => known.includes(one)));
  expect(new Set(differing.map(({ reason }) => reason))).toEqual(new Set(allowed.map(({ reason }) => reason)));
  const telling = theirs.slice(battery.length).filter((their) => their !== 'refused' && their.length > 0);
  expect(telling.length).toBeGreaterThan(questions.length / 4);
});
