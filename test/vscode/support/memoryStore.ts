import type { Run } from '../../../src/model/run.ts';
import { RunTable } from '../../../src/model/runTable.ts';
import type { ArtifactRepository } from '../../../src/store/artifactRepository.ts';
import type { MlflowStore } from '../../../src/store/mlflowStore.ts';
import type { RunCollectionChange } from '../../../src/store/runCollection.ts';
import { Emitter } from '../../../src/util/events.ts';

export interface MemoryStore extends MlflowStore {
  readonly table: RunTable;
  readonly changes: Emitter<RunCollectionChange>;
  /** How many leases are held. */
  readonly leases: () => number;
}

/** A store of one experiment, `1`, whose runs the test holds in its hands. It has what the trees need and nothing else. */
export function memoryStore(uri: string, runs: readonly Run[], artifacts?: ArtifactRepository): MemoryStore {
  const table = new RunTable();
  runs.forEach((run) => table.put(run));
  const changes = new Emitter<RunCollectionChange>();
  let leases = 0;
  const collection = {
    storeUri: uri,
    experimentIds: ['1'],
    table,
    onDidChange: changes.event,
    isComplete: true,
    isVerified: true,
    isStopped: false,
    staleSince: undefined,
    stop: () => undefined,
    goOn: () => undefined,
    total: table.length,
    problems: [],
    loaded: Promise.resolve(),
  };
  const experiment = {
    experimentId: '1',
    name: 'large',
    artifactLocation: '',
    lifecycleStage: 'active',
    tags: new Map(),
  };
  const parts = {
    uri,
    table,
    changes,
    leases: () => leases,
    dispose: () => undefined,
    tracking: {
      uri,
      kind: 'file',
      onDidChange: () => ({ dispose: () => undefined }),
      problems: () => [],
      readOnlyReason: async () => await Promise.resolve(undefined),
      experiments: async () => await Promise.resolve([experiment]),
      run: async (runId: string) => await Promise.resolve(table.run(table.rowOf(runId) ?? -1)),
      artifacts: async () => await Promise.resolve(artifacts),
    },
    runCollections: {
      lease: () => {
        leases++;
        return { collection, dispose: () => leases-- };
      },
      refresh: () => undefined,
      dispose: () => undefined,
    },
  };
  // What is left out fails loudly when a test comes to need it.
  return parts as unknown as MemoryStore;
}

export function memoryRun(number: number, changes: Partial<Run> = {}): Run {
  return {
    info: {
      runId: `run-${number}`,
      experimentId: '1',
      runName: `run ${number}`,
      status: 'FINISHED',
      lifecycleStage: 'active',
      userId: '',
      startTime: number,
      artifactUri: '',
    },
    params: new Map(),
    metrics: new Map(),
    tags: new Map(),
    ...changes,
  };
}
