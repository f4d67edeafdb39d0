import { deepEqual, equal } from 'node:assert/strict';
import { deleteExperiments } from '../../src/commands/editExperiment.ts';
import { deleteRuns } from '../../src/commands/editRun.ts';
import { restore, type TrashCommandParts } from '../../src/commands/restore.ts';
import { isRun } from '../../src/commands/selection.ts';
import { runInfos } from '../../src/store/runInfos.ts';
import type { ExperimentsNode } from '../../src/views/treeNodes.ts';
import { childNamed, outline } from './support/outline.ts';
import { scriptedPrompts, type Answer } from './support/scriptedPrompts.ts';
import { copySampleStore, openTestWindow, type StoreCopy, type TestWindow } from './support/testWindow.ts';
import { until } from './support/until.ts';

let copy: StoreCopy;
let window: TestWindow;

function parts(...answers: readonly Answer[]): TrashCommandParts {
  return {
    ...window,
    prompts: scriptedPrompts(...answers),
    onDidChangeTrash: (storeUri) => void window.experiments.refreshTrash(storeUri),
  };
}

async function trash(): Promise<ExperimentsNode | undefined> {
  return (await window.experiments.getChildren()).find(({ kind }) => kind === 'trash');
}

async function linesInTrash(): Promise<readonly string[]> {
  return await outline(window.experiments, () => true, await trash());
}

async function deletedRunCount(): Promise<number> {
  const { tracking } = await window.stores.open(copy.uri);
  const experiments = await tracking.experiments('active');
  const experimentIds = experiments.map(({ experimentId }) => experimentId);
  return (await runInfos(tracking, { experimentIds, view: 'deleted' })).length;
}

describe('the trash', () => {
  beforeEach(() => {
    copy = copySampleStore();
    window = openTestWindow([copy.uri]);
  });

  afterEach(() => {
    window.dispose();
    copy.dispose();
  });

  it('comes last once it is known that a run is deleted, and shows it below its experiment', async () => {
    equal((await window.experiments.getChildren()).at(-1)?.kind, 'experiment');
    await until('the trash is there', async () => (await trash()) !== undefined);
    equal((await window.experiments.getChildren()).at(-1)?.kind, 'trash');
    const groups = await outline(window.experiments, () => false, await trash());
    deepEqual(groups, ['Runs of flowers-sweep [beaker]']);
    equal((await linesInTrash()).filter((line) => line.endsWith('[circle-outline]')).length, await deletedRunCount());
  });

  it('is gone when everything in it was restored', async () => {
    await until('the trash is there', async () => (await trash()) !== undefined);
    const [group] = await window.experiments.getChildren(await trash());
    const deleted = await window.experiments.getChildren(group);
    deepEqual(
      deleted.map((node) => window.experiments.getParent(node)),
      deleted.map(() => group),
    );
    equal(group && window.experiments.getParent(group), await trash());
    await restore(parts(), deleted[0], deleted);
    equal(await deletedRunCount(), 0);
    await until('the trash is gone', async () => (await trash()) === undefined);
    deepEqual(window.said, [deleted.length === 1 ? 'Restored.' : `Restored ${deleted.length}.`]);
  });

  it('takes an experiment with its runs, and gives all of them back', async () => {
    const sweep = await childNamed(window.experiments, 'flowers-sweep');
    const before = (await window.experiments.getChildren(sweep)).length;
    await deleteExperiments(parts(), sweep, undefined);
    const names = (await outline(window.experiments, () => false)).map((line) => line.split(' ')[0]);
    deepEqual(names, ['flowers-deep', 'flowers-baseline', 'Default', 'Trash']);
    deepEqual(await linesInTrash(), ['flowers-sweep experiment [beaker]']);
    await restore(parts({ pick: 'flowers-sweep' }), undefined, undefined);
    const again = await childNamed(window.experiments, 'flowers-sweep');
    await until('the runs are back', async () => (await window.experiments.getChildren(again)).length > before);
    deepEqual(window.said, ['Deleted the experiment flowers-sweep and its runs.', 'Restored.']);
  });

  it('deletes what is selected and nothing that belongs to it, and undoes that', async () => {
    const sweep = await childNamed(window.experiments, 'flowers-sweep');
    const nodes = await window.experiments.getChildren(sweep);
    const runs = nodes.filter(isRun).slice(0, 2);
    const params = await childNamed(window.experiments, 'Params', nodes.filter(isRun)[2] as ExperimentsNode);
    const before = await deletedRunCount();
    await deleteRuns(parts(), runs[0], [...runs, params]);
    equal(await deletedRunCount(), before + 2);
    window.acceptOffers();
    await deleteRuns(parts(), nodes.filter(isRun)[2], undefined);
    await until('the third is back', async () => (await deletedRunCount()) === before + 2);
    equal(window.said[0], 'Deleted 2 runs.');
  });

  it('names what could not be deleted and deletes the rest', async () => {
    const sweep = await childNamed(window.experiments, 'flowers-sweep');
    const first = (await window.experiments.getChildren(sweep)).find(isRun);
    const gone = { storeUri: copy.uri, experimentId: '1', runId: 'f'.repeat(32) };
    const before = await deletedRunCount();
    await deleteRuns(parts(), first, [gone, first]);
    equal(await deletedRunCount(), before + 1);
    equal(window.said[0]?.startsWith(`Delete Run: 1 of 2 failed. ${gone.runId}: `), true);
  });
});
