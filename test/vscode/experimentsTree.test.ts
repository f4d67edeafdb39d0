import { deepEqual, equal } from 'node:assert/strict';
import { appendFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExperimentsTree } from '../../src/views/experimentsTree.ts';
import { nodeId, type ExperimentsNode, type RunNode } from '../../src/views/treeNodes.ts';
import { childNamed, outline } from './support/outline.ts';
import { copySampleStore, openTestWindow, type StoreCopy, type TestWindow } from './support/testWindow.ts';
import { until } from './support/until.ts';

let copy: StoreCopy;
let window: TestWindow;
let tree: ExperimentsTree;

describe('the Experiments tree on the sample store', () => {
  beforeEach(() => {
    copy = copySampleStore();
    window = openTestWindow([copy.uri]);
    tree = window.experiments;
  });

  afterEach(() => {
    window.dispose();
    copy.dispose();
  });

  it('shows the experiments of the only store without a store node', async () => {
    deepEqual(await outline(tree, () => false), [
      'flowers-deep [beaker]',
      'flowers-sweep [beaker]',
      'flowers-baseline [beaker]',
      'Default [beaker]',
    ]);
  });

  it('nests runs below their parents after what was logged to them', async () => {
    const sweep = await childNamed(tree, 'flowers-sweep');
    const grid = await childNamed(tree, 'grid', sweep);
    const lines = await outline(tree, () => false, grid);
    deepEqual(
      lines.slice(0, 4).map((line) => line.split(' ')[0]),
      ['Params', 'Metrics', 'Tags', 'Artifacts'],
    );
    const nested = await tree.getChildren(grid);
    equal(nested.filter(({ kind }) => kind === 'run').length > 0, true);
    for (const child of nested) {
      equal(nodeId(tree.getParent(child) ?? child), nodeId(grid));
    }
  });

  it('leaves deleted runs out and paints every state with its icon', async () => {
    const states = new Map<string, string>();
    const visit = async (node: ExperimentsNode | undefined): Promise<void> => {
      for (const child of await tree.getChildren(node)) {
        if (child.kind === 'experiment' || child.kind === 'run') {
          const item = tree.getTreeItem(child);
          if (child.kind === 'run' && item.iconPath !== undefined) {
            states.set(child.runId, (item.iconPath as { id: string }).id);
          }
          await visit(child);
        }
      }
    };
    await visit(undefined);
    const stored = runsOnDisk(copy.folder);
    const expected = stored.filter(({ isDeleted }) => !isDeleted).map(({ runId, icon }) => [runId, icon] as const);
    deepEqual(Object.fromEntries(states), Object.fromEntries(expected));
    equal(
      stored.some(({ isDeleted }) => isDeleted),
      true,
    );
  });

  it('shows only runs that satisfy the filter, and all of them when it is cleared', async () => {
    const sweep = await childNamed(tree, 'flowers-sweep');
    await foldersAreKnown(sweep);
    const before = await outline(tree, () => false, sweep);
    await window.filter.set("metrics.accuracy > 0.9 AND status = 'FINISHED'");
    window.followed.setFilter((store, table) => window.filter.over(table, store.tracking.kind));
    const filtered = (await tree.getChildren(sweep)).filter(({ kind }) => kind === 'run') as RunNode[];
    const store = await window.stores.open(copy.uri);
    const runs = await Promise.all(filtered.map(async ({ runId }) => await store.tracking.run(runId)));
    deepEqual(
      runs.filter((run) => !((run.metrics.get('accuracy')?.value ?? 0) > 0.9)),
      [],
    );
    equal(filtered.length > 0, true);
    await window.filter.set('');
    window.followed.setFilter((opened, table) => window.filter.over(table, opened.tracking.kind));
    deepEqual(await outline(tree, () => false, sweep), before);
  });

  it('names a run that cannot be read and shows the others', async () => {
    const sweep = await childNamed(tree, 'flowers-sweep');
    const count = runCount(await tree.getChildren(sweep));
    // A run without nested ones, which would come to the top in its place.
    const broken = runsOnDisk(copy.folder).find(({ icon }) => icon === 'loading~spin');
    writeFileSync(join(broken?.folder ?? '', 'meta.yaml'), 'run_id: [half');
    const other = openTestWindow([copy.uri]);
    const again = await childNamed(other.experiments, 'flowers-sweep');
    const children = await other.experiments.getChildren(again);
    equal(runCount(children), count - 1);
    const problem = children.find(({ kind }) => kind === 'problem');
    equal(problem?.kind === 'problem' && problem.detail.includes(broken?.folder ?? '?'), true);
    other.dispose();
  });

  it('repaints exactly the run that logged a metric', async () => {
    const running = runsOnDisk(copy.folder).find(({ icon }) => icon === 'loading~spin');
    const sweep = await childNamed(tree, 'flowers-sweep');
    await foldersAreKnown(sweep);
    const events: (string | undefined)[] = [];
    const painted = (): Promise<void> =>
      new Promise((resolve) => {
        const subscription = tree.onDidChangeTreeData((node) => {
          events.push(node === undefined ? undefined : nodeId(node));
          subscription.dispose();
          resolve();
        });
      });
    for (const step of [900_001, 900_002]) {
      const paint = painted();
      appendFileSync(join(running?.folder ?? '', 'metrics', 'accuracy'), `1790000000000 0.${step} ${step}\n`);
      await paint;
    }
    const { runId = '', experimentId = '' } = running ?? {};
    const node = nodeId({ kind: 'run', storeUri: copy.uri, experimentId, runId });
    deepEqual(events, [node, node]);
  });
});

/** The trash and the models of an experiment are looked for in the background, and painted when they are found. */
async function foldersAreKnown(experiment: ExperimentsNode): Promise<void> {
  await until('the trash is there', async () => (await tree.getChildren()).some(({ kind }) => kind === 'trash'));
  await until('the models are there', async () =>
    (await tree.getChildren(experiment)).some(({ kind }) => kind === 'loggedModels'),
  );
}

function runCount(children: readonly ExperimentsNode[]): number {
  return children.filter(({ kind }) => kind === 'run').length;
}

interface StoredRun {
  readonly runId: string;
  readonly experimentId: string;
  readonly folder: string;
  readonly isDeleted: boolean;
  readonly icon: string;
}

/** MLflow's numbers of states, 1 to 5. */
const icons = ['', 'loading~spin', 'clock', 'circle-filled', 'error', 'circle-slash'];

function runsOnDisk(store: string): StoredRun[] {
  const experiments = readdirSync(store).filter((name) => /^\d+$/.test(name));
  return experiments.flatMap((experimentId) =>
    readdirSync(join(store, experimentId))
      .filter((name) => /^[0-9a-f]{32}$/.test(name))
      .map((runId) => {
        const folder = join(store, experimentId, runId);
        const meta = readFileSync(join(folder, 'meta.yaml'), 'utf8');
        return {
          runId,
          experimentId,
          folder,
          isDeleted: meta.includes('lifecycle_stage: deleted'),
          icon: icons[Number(/^status: (\d)$/m.exec(meta)?.[1])] ?? '',
        };
      }),
  );
}
