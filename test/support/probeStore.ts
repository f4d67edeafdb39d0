import { MlflowError } from '../../src/model/mlflowError.ts';
import { openStore } from '../../src/store/openStore.ts';
import { testStoreEnvironment } from './testStoreEnvironment.ts';

/** A process that says what the store of its argument is like to the user that it runs as, or why it cannot be opened. */
async function probe(uri: string): Promise<unknown> {
  const store = await openStore(uri, testStoreEnvironment());
  const write = await store.tracking.createExperiment('new').then(
    () => 'none',
    (error: unknown) => (MlflowError.is(error) ? error.reason : String(error)),
  );
  const experiments = await store.tracking.experiments('all');
  const readOnly = await store.tracking.readOnlyReason();
  store.dispose();
  return { readOnly, write, experiments: experiments.length };
}

const answer = await probe(String(process.argv[2])).catch((error: unknown) =>
  MlflowError.is(error) ? { reason: error.reason, ...error.details } : String(error),
);
console.log(JSON.stringify(answer));
