import type { Experiment } from '../../../src/model/experiment.ts';
import { MlflowError } from '../../../src/model/mlflowError.ts';
import type { Run } from '../../../src/model/run.ts';
import type { NewRun, ReadOnlyReason, RunUpdate, TrackingStore } from '../../../src/store/trackingStore.ts';

type LaunchPart = Pick<
  TrackingStore,
  'readOnlyReason' | 'experiments' | 'run' | 'createExperiment' | 'createRun' | 'updateRun' | 'logParams'
>;

/** The part of a store that launching uses, in memory; every other call fails. */
export class MemoryTrackingStore implements LaunchPart {
  readonly uri = 'file:///memory/mlruns';
  readonly kind = 'file';
  readonly found: Experiment[] = [];
  readonly runs = new Map<string, Run>();
  readOnly: ReadOnlyReason | undefined;

  /** As the interface that launching takes. */
  asStore(): TrackingStore {
    return new Proxy<object>(this, { get: (target, name) => bound(target, name) }) as TrackingStore;
  }

  readOnlyReason(): Promise<ReadOnlyReason | undefined> {
    return Promise.resolve(this.readOnly);
  }

  experiments(): Promise<readonly Experiment[]> {
    return Promise.resolve(this.found);
  }

  run(runId: string): Promise<Run> {
    const run = this.runs.get(runId);
    return run === undefined ? Promise.reject(new MlflowError('notFound', { what: runId })) : Promise.resolve(run);
  }

  createExperiment(name: string): Promise<string> {
    const experimentId = String(this.found.length + 1);
    this.found.push({ experimentId, name, artifactLocation: '', lifecycleStage: 'active', tags: new Map() });
    return Promise.resolve(experimentId);
  }

  createRun({ tags, ...info }: NewRun): Promise<Run> {
    const runId = `run${this.runs.size + 1}`;
    const run: Run = {
      info: { ...info, runId, status: 'RUNNING', lifecycleStage: 'active', artifactUri: '' },
      params: new Map(),
      metrics: new Map(),
      tags,
    };
    this.runs.set(runId, run);
    return Promise.resolve(run);
  }

  async updateRun(runId: string, { status, endTime }: RunUpdate): Promise<void> {
    const run = await this.run(runId);
    this.runs.set(runId, { ...run, info: { ...run.info, status: status ?? run.info.status, endTime } });
  }

  async logParams(runId: string, params: ReadonlyMap<string, string>): Promise<void> {
    const run = await this.run(runId);
    this.runs.set(runId, { ...run, params: new Map([...run.params, ...params]) });
  }
}

function bound(target: object, name: string | symbol): unknown {
  const value: unknown = Reflect.get(target, name);
  return typeof value === 'function' ? value.bind(target) : value;
}
