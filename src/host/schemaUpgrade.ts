import type { LocalStore } from '../launch/localStore.ts';
import { MlflowError } from '../model/mlflowError.ts';
import type { StoreEnvironment } from '../store/storeEnvironment.ts';
import { pythonSearchFor } from './pythonSearch.ts';

/** The version of the MLflow that would change the tables of the database when its server starts; absent when none would. */
export async function schemaUpgradeBy(store: LocalStore, environment: StoreEnvironment): Promise<string | undefined> {
  if (store.kind === 'file') {
    return undefined;
  }
  const { databaseFacts } = await import('../store/diagnoseLocalStore.ts');
  const facts = await databaseFacts(store.path, environment);
  if (MlflowError.is(facts) || facts.isNewer) {
    // The server says by itself that it does not open it.
    return undefined;
  }
  const { findMlflowPython } = await import('../launch/mlflowPython.ts');
  const { wouldUpgrade } = await import('../launch/schemaUpgrade.ts');
  const search = await pythonSearchFor(store.path);
  const python = await findMlflowPython(search);
  return (await wouldUpgrade(python, facts.revision, search.environment)) ? python.mlflowVersion : undefined;
}
