import type { MlflowStore } from '../../src/store/mlflowStore.ts';
import { collectRuns } from './collectRuns.ts';

/** What a store says of datasets, logged models and traces, in the form of test/contract/oracle/read_lineage.py. */
export async function dumpLineage({ tracking, loggedModels }: MlflowStore): Promise<unknown> {
  const experimentIds = (await tracking.experiments('all')).map((experiment) => experiment.experimentId);
  const runs: Record<string, unknown> = {};
  for (const { info } of (await collectRuns(tracking, { experimentIds, view: 'all' })).runs) {
    runs[info.runId] = await tracking.lineage(info.runId);
  }
  const traces: Record<string, unknown> = {};
  for (const experimentId of experimentIds) {
    traces[experimentId] = await tracking.traceCount(experimentId);
  }
  return plain({ runs, models: (await loggedModels?.ofExperiments(experimentIds)) ?? [], traces });
}

/** As Python's JSON has it: null for absent, maps as objects, NaN as a text. */
function plain(value: unknown): unknown {
  if (value instanceof Map) {
    return Object.fromEntries([...value].map(([key, item]) => [key, plain(item)]));
  }
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  }
  return value === undefined ? null : Number.isNaN(value) ? 'nan' : value;
}
