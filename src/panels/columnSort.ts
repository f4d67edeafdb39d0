import { mlflowTags } from '../model/run.ts';
import type { RunColumnSort } from '../protocol/runColumn.ts';
import type { RunSortKey } from '../search/parseRunOrder.ts';

const attributeFields = {
  startTime: { entity: 'timeAttribute', key: 'start_time' },
  duration: { entity: 'duration' },
  status: { entity: 'textAttribute', key: 'status' },
  userId: { entity: 'textAttribute', key: 'user_id' },
  runId: { entity: 'textAttribute', key: 'run_id' },
  parent: { entity: 'tag', key: mlflowTags.parentRunId },
  source: { entity: 'tag', key: mlflowTags.sourceName },
  commit: { entity: 'tag', key: mlflowTags.gitCommit },
  datasets: { entity: 'datasets' },
} as const;

/** A column's sort as search knows it; params and tags that are numbers sort as numbers. */
export function toSortKey({ column, descending }: RunColumnSort): RunSortKey {
  switch (column.kind) {
    case 'runName':
      return { field: { entity: 'textAttribute', key: 'run_name' }, descending, numeric: true };
    case 'attribute':
      return { field: attributeFields[column.key], descending };
    case 'metric':
      return { field: { entity: 'metric', key: column.key }, descending };
    case 'param':
    case 'tag':
      return { field: { entity: column.kind, key: column.key }, descending, numeric: true };
  }
}
