import type { RunLineage } from '../../src/model/dataset.ts';
import type { Experiment } from '../../src/model/experiment.ts';
import type { LoggedModel } from '../../src/model/loggedModel.ts';
import type { ModelVersion, RegisteredModel } from '../../src/model/registeredModel.ts';
import type { Run } from '../../src/model/run.ts';
import type { MlflowStore } from '../../src/store/mlflowStore.ts';
import { pythonFloat } from '../../src/util/pythonFloat.ts';
import { collectRuns } from './collectRuns.ts';

/** Every field of every entity in a store, in the form of test/contract/oracle/dump_entities.py. */
export async function storeEntities({ tracking, registry, loggedModels }: MlflowStore): Promise<unknown> {
  const experiments = await tracking.experiments('all');
  const active = experiments.filter((experiment) => experiment.lifecycleStage === 'active');
  const activeIds = active.map((experiment) => experiment.experimentId);
  const experimentIds = experiments.map((experiment) => experiment.experimentId);
  const { runs } = await collectRuns(tracking, { experimentIds, view: 'all', verified: true });
  const models = await registry.registeredModels();
  const versions = await inTurn(models, async ({ name }) => await registry.modelVersions(name));
  return {
    experiments: Object.fromEntries(
      experiments.map((experiment) => [experiment.experimentId, experimentFields(experiment)]),
    ),
    runs: Object.fromEntries(
      await inTurn(runs, async (run) => [run.info.runId, runFields(run, await tracking.lineage(run.info.runId))]),
    ),
    loggedModels: Object.fromEntries(
      ((await loggedModels?.ofExperiments(activeIds)) ?? []).map((model) => [model.modelId, loggedModelFields(model)]),
    ),
    traceCounts: Object.fromEntries(await inTurn(activeIds, async (id) => [id, (await tracking.traceCount(id)) ?? 0])),
    registeredModels: Object.fromEntries(models.map((model) => [model.name, modelFields(model)])),
    modelVersions: Object.fromEntries(
      versions.flat().map((version) => [`${version.name}/${version.version}`, versionFields(version)]),
    ),
  };
}

async function inTurn<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const item of items) {
    results.push(await work(item));
  }
  return results;
}

function experimentFields({ tags, creationTime, lastUpdateTime, ...rest }: Experiment): unknown {
  return {
    ...rest,
    creationTime: creationTime ?? null,
    lastUpdateTime: lastUpdateTime ?? null,
    tags: Object.fromEntries(tags),
  };
}

function runFields({ info, params, tags, metrics }: Run, lineage: RunLineage): unknown {
  const { startTime, endTime, ...rest } = info;
  return {
    ...rest,
    startTime: startTime ?? null,
    endTime: endTime ?? null,
    params: Object.fromEntries(params),
    tags: Object.fromEntries(tags),
    metrics: Object.fromEntries(
      [...metrics].map(([key, { value, timestamp, step }]) => [key, [jsonNumber(value), timestamp, step]]),
    ),
    datasets: lineage.datasets.map(({ dataset, tags: useTags }) => ({
      ...dataset,
      schema: dataset.schema ?? null,
      profile: dataset.profile ?? null,
      tags: Object.fromEntries(useTags),
    })),
    modelInputs: lineage.modelInputs.toSorted(),
    modelOutputs: lineage.modelOutputs
      .map(({ modelId, step }) => [modelId, step] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  };
}

function loggedModelFields({ params, tags, metrics, ...rest }: LoggedModel): unknown {
  return {
    ...rest,
    statusMessage: rest.statusMessage ?? null,
    modelType: rest.modelType ?? null,
    sourceRunId: rest.sourceRunId ?? null,
    params: Object.fromEntries(params),
    tags: Object.fromEntries(tags),
    metrics: metrics
      .map(({ key, value, timestamp, step, runId, datasetName = '', datasetDigest = '' }) => [
        key,
        pythonFloat(value),
        timestamp,
        step,
        runId,
        datasetName,
        datasetDigest,
      ])
      .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
  };
}

function modelFields({ creationTime, lastUpdatedTime, tags, aliases, ...rest }: RegisteredModel): unknown {
  return {
    ...rest,
    creationTime: creationTime ?? null,
    lastUpdatedTime: lastUpdatedTime ?? null,
    tags: Object.fromEntries(tags),
    aliases: Object.fromEntries(aliases),
  };
}

function versionFields(modelVersion: ModelVersion): unknown {
  // MLflow's client tells it through a call of its own; resolving artifacts proves it.
  const { tags, ...rest } = { ...modelVersion, storageLocation: undefined };
  return {
    ...rest,
    creationTime: rest.creationTime ?? null,
    lastUpdatedTime: rest.lastUpdatedTime ?? null,
    runId: rest.runId ?? null,
    statusMessage: rest.statusMessage ?? null,
    tags: Object.fromEntries(tags),
  };
}

/** As Python's json has it, with the numbers that JSON lacks as texts. */
function jsonNumber(value: number): number | string {
  return Number.isFinite(value) ? value : pythonFloat(value);
}
