import type { MetricHistory } from '../../src/model/metricHistory.ts';
import type { Run } from '../../src/model/run.ts';
import { RunTable } from '../../src/model/runTable.ts';
import type { MlflowStore } from '../../src/store/mlflowStore.ts';
import type { TrackingStore } from '../../src/store/trackingStore.ts';

/** A number as JSON has it; what JSON has no number for is `"nan"`, `"inf"` or `"-inf"`, as Python prints it. */
export type DumpedNumber = number | 'nan' | 'inf' | '-inf';

export interface DumpedRun {
  readonly name: string;
  readonly experiment: string;
  readonly status: string;
  readonly lifecycle: string;
  readonly start: number | null;
  readonly end: number | null;
  readonly params: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, DumpedNumber>>;
  /** `[timestamp, value, step]` in the order in which MLflow's client gives them. */
  readonly history: Readonly<Record<string, readonly (readonly [number, DumpedNumber, number])[]>>;
}

export interface StoreDump {
  readonly experiments: Readonly<Record<string, { name: string; lifecycle: string; tags: Record<string, string> }>>;
  readonly runs: Readonly<Record<string, DumpedRun>>;
  readonly registry: Readonly<Record<string, DumpedModel>>;
}

export interface DumpedModel {
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly aliases: Readonly<Record<string, string>>;
  readonly versions: readonly {
    readonly version: string;
    readonly stage: string;
    /** Empty when no run made it. */
    readonly run_id: string;
    readonly description: string;
    readonly tags: Readonly<Record<string, string>>;
  }[];
}

/** Everything in a store, deleted experiments and runs included. */
export async function dumpStore({ tracking, registry }: MlflowStore): Promise<StoreDump> {
  const experiments = await tracking.experiments('all');
  const runs: [string, DumpedRun][] = [];
  for await (const run of allRuns(
    tracking,
    experiments.map((experiment) => experiment.experimentId),
  )) {
    runs.push([run.info.runId, await dumpRun(tracking, run)]);
  }
  return {
    experiments: Object.fromEntries(
      experiments.map(({ experimentId, name, lifecycleStage, tags }) => [
        experimentId,
        { name, lifecycle: lifecycleStage, tags: Object.fromEntries(tags) },
      ]),
    ),
    runs: Object.fromEntries(runs),
    registry: await dumpRegistry(registry),
  };
}

async function* allRuns(tracking: TrackingStore, experimentIds: readonly string[]): AsyncGenerator<Run> {
  for await (const batch of tracking.runs({ experimentIds, view: 'all', verified: true })) {
    const table = RunTable.from(batch.runs);
    for (let row = 0; row < table.length; row++) {
      yield table.run(row);
    }
  }
}

async function dumpRun(tracking: TrackingStore, { info, params, tags, metrics }: Run): Promise<DumpedRun> {
  const keys = [...metrics.keys()];
  const histories = await Promise.all(keys.map(async (key) => await tracking.metricHistory(info.runId, key)));
  return {
    name: info.runName,
    experiment: info.experimentId,
    status: info.status,
    lifecycle: info.lifecycleStage,
    start: info.startTime ?? null,
    end: info.endTime ?? null,
    params: Object.fromEntries(params),
    tags: Object.fromEntries(tags),
    metrics: Object.fromEntries([...metrics].map(([key, point]) => [key, dumpNumber(point.value)])),
    history: Object.fromEntries(histories.map((history) => [history.key, dumpHistory(history)])),
  };
}

function dumpHistory({ timestamps, values, steps }: MetricHistory): [number, DumpedNumber, number][] {
  return Array.from(timestamps, (timestamp, i) => [
    timestamp,
    dumpNumber(values[i] ?? Number.NaN),
    steps[i] ?? Number.NaN,
  ]);
}

async function dumpRegistry(registry: MlflowStore['registry']): Promise<Record<string, DumpedModel>> {
  const models = await registry.registeredModels();
  const dumped = models.map(async ({ name, description, tags, aliases }): Promise<[string, DumpedModel]> => {
    const versions = await registry.modelVersions(name);
    return [
      name,
      {
        description,
        tags: Object.fromEntries(tags),
        aliases: Object.fromEntries(aliases),
        versions: versions.map((version) => ({
          version: version.version,
          stage: version.stage,
          run_id: version.runId ?? '',
          description: version.description,
          tags: Object.fromEntries(version.tags),
        })),
      },
    ];
  });
  return Object.fromEntries(await Promise.all(dumped));
}

function dumpNumber(value: number): DumpedNumber {
  if (Number.isFinite(value)) {
    return value;
  }
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
}
