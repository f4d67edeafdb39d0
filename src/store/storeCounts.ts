import type { MlflowStore } from './mlflowStore.ts';

/** What a store holds, deleted experiments and runs included. */
export interface StoreCounts {
  readonly experiments: number;
  readonly runs: number;
  readonly registeredModels: number;
  readonly modelVersions: number;
}

/** Counts by reading the store through; what cannot be read does not count. */
export async function countStore({ tracking, registry }: MlflowStore, signal?: AbortSignal): Promise<StoreCounts> {
  const experiments = await tracking.experiments('all', signal);
  let runs = 0;
  for (const { experimentId } of experiments) {
    for await (const batch of tracking.runs({ experimentIds: [experimentId], view: 'all', verified: true }, signal)) {
      runs += batch.runs.runIds.length;
    }
  }
  const models = await registry.registeredModels(signal);
  const versions = await Promise.all(models.map(async ({ name }) => await registry.modelVersions(name, signal)));
  return {
    experiments: experiments.length,
    runs,
    registeredModels: models.length,
    modelVersions: versions.flat().length,
  };
}
