import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import type { MlflowStore } from '../../../src/store/mlflowStore.ts';
import { openStore } from '../../../src/store/openStore.ts';
import { Trash } from '../../../src/views/trash.ts';
import { unpackFixtureStore, type FixtureStore, type FixtureStoreName } from '../../support/fixtureStores.ts';
import { testStoreEnvironment } from '../../support/testStoreEnvironment.ts';

const disposables: { dispose(): void }[] = [];

afterEach(() => disposables.splice(0).forEach((item) => item.dispose()));

function uriOf(name: FixtureStoreName, { folder }: FixtureStore): string {
  return name.endsWith('-db')
    ? `sqlite:///${join(folder, 'mlflow.db')}`
    : pathToFileURL(join(folder, 'mlruns')).toString();
}

async function openFixture(name: FixtureStoreName): Promise<{ store: MlflowStore; trash: Trash; deletedRun: string }> {
  const fixture = unpackFixtureStore(name);
  const store = await openStore(uriOf(name, fixture), testStoreEnvironment());
  const trash = new Trash({ open: async () => await Promise.resolve(store) });
  disposables.push(fixture, store, trash);
  return { store, trash, deletedRun: String(fixture.manifest['deleted']) };
}

test.each<FixtureStoreName>(['v1-db', 'v2-mlruns', 'v3-mlruns', 'v3-db'])(
  '%s: holds what MLflow deleted, and all runs of an experiment that is deleted go and come with it',
  async (name) => {
    const { store, trash, deletedRun } = await openFixture(name);
    const { tracking } = store;
    const before = await trash.contents(store.uri);
    const { experimentId } = (await tracking.run(deletedRun)).info;
    const deleted = await trash.deletedRuns(store.uri, experimentId);
    expect(deleted.map(({ runId }) => runId)).toContain(deletedRun);
    expect(before.experimentsOfRuns.map((experiment) => experiment.experimentId)).toContain(experimentId);

    await tracking.setExperimentLifecycle(experimentId, 'deleted');
    const gone = await trash.contents(store.uri);
    expect(gone.experiments.length).toBe(before.experiments.length + 1);
    expect(gone.experimentsOfRuns.map((experiment) => experiment.experimentId)).not.toContain(experimentId);

    await tracking.setExperimentLifecycle(experimentId, 'active');
    expect(await trash.deletedRuns(store.uri, experimentId)).toEqual([]);
    expect((await tracking.run(deletedRun)).info.lifecycleStage).toBe('active');
  },
);

test('knows in the background whether it holds a run, and hears of followed experiments', async () => {
  const { store, trash } = await openFixture('v3-db');
  const changes: string[] = [];
  trash.onDidChange((uri) => changes.push(uri));
  expect(trash.isFilled(store.uri, [])).toBe(false);
  await expect.poll(() => changes).toEqual([store.uri]);
  expect(trash.isFilled(store.uri, [])).toBe(true);
  expect([trash.notice(store.uri, '1', 2), trash.notice(store.uri, '1', 2), trash.notice(store.uri, '1', 1)]).toEqual([
    true,
    false,
    true,
  ]);
});
