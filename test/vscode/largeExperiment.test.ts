import { deepEqual, equal } from 'node:assert/strict';
import { nodeId, type ExperimentsNode } from '../../src/views/treeNodes.ts';
import { memoryRun, memoryStore, type MemoryStore } from './support/memoryStore.ts';
import { openTestWindow, type TestWindow } from './support/testWindow.ts';

const uri = 'file:///memory/mlruns';
const count = 10_000;

let window: TestWindow;
let store: MemoryStore;
let experiment: ExperimentsNode;

async function children(node?: ExperimentsNode): Promise<readonly ExperimentsNode[]> {
  return await window.experiments.getChildren(node);
}

beforeEach(async () => {
  store = memoryStore(
    uri,
    Array.from({ length: count }, (_, number) => memoryRun(number)),
  );
  window = openTestWindow([uri], () => store);
  const [first] = await children();
  experiment = first ?? (await Promise.reject(new Error('no experiment')));
});

afterEach(() => window.dispose());

describe('an experiment of 10,000 runs in the tree', () => {
  it('lists the newest hundred, and twice as many with each step', async () => {
    const nodes = await children(experiment);
    const more = nodes.at(-1);
    equal(nodes.length, 101);
    deepEqual(more?.kind === 'showMore' && window.experiments.getTreeItem(more).label, 'Show more (9,900)');
    deepEqual(nodes[0]?.kind === 'run' && nodes[0].runId, 'run-9999');
    if (more?.kind === 'showMore') {
      window.experiments.showMore(more);
    }
    equal((await children(experiment)).length, 201);
  });

  it('paints one node for one changed run, the experiment for a new one, and nothing for progress', async () => {
    const nodes = await children(experiment);
    const painted: string[] = [];
    const structure = new Promise<void>((resolve) => {
      window.experiments.onDidChangeTreeData((node) => {
        painted.push(node === undefined ? 'all' : nodeId(node));
        if (node?.kind === 'experiment') {
          resolve();
        }
      });
    });
    const metrics = new Map([['loss', { value: 0.25, step: 1, timestamp: 1 }]]);
    store.changes.fire({ kind: 'progress' });
    store.changes.fire({ kind: 'changed', rows: [store.table.put(memoryRun(9_999, { metrics }))] });
    store.table.put(memoryRun(count));
    store.changes.fire({ kind: 'added', from: count, to: count + 1 });
    await structure;
    const newest = nodes[0];
    deepEqual(painted, [newest && nodeId(newest), nodeId(experiment)]);
    deepEqual(newest && window.experiments.getTreeItem(newest).description, `loss 0.25 · ${age(9_999)}`);
    equal((await children(experiment))[1], newest);
  });

  it('reveals a run that is not listed yet', async () => {
    const node = await window.experiments.nodeOf({ storeUri: uri, experimentId: '1', runId: 'run-5000' });
    const listed = await children(experiment);
    equal(node !== undefined && listed.includes(node), true);
  });

  it('holds its runs only while the experiment is followed', async () => {
    await children(experiment);
    equal(store.leases(), 1);
    window.followed.releaseAll();
    equal(store.leases(), 0);
  });
});

/** Runs of the test started in 1970. */
function age(startTime: number): string {
  return `${Math.floor((Date.now() - startTime) / (365 * 24 * 3600 * 1000))}y`;
}
