import { expect, it } from 'vitest';
import type { Run } from '../../../src/model/run.ts';
import { RunTable } from '../../../src/model/runTable.ts';
import { fieldValues } from '../../../src/panels/fieldValues.ts';

function toRun(kernel: string | undefined, index: number): Run {
  return {
    info: {
      runId: `run-${index}`,
      experimentId: '1',
      runName: `name ${index % 2}`,
      status: 'FINISHED',
      lifecycleStage: kernel === 'gone' ? 'deleted' : 'active',
      userId: '',
      artifactUri: '',
    },
    params: new Map(kernel === undefined ? [] : [['kernel', kernel]]),
    metrics: new Map(),
    tags: new Map(),
    datasets: [
      { name: 'iris', digest: String(index) },
      { name: 'iris', digest: 'x', context: 'training' },
    ],
  };
}

it('lists the texts of active runs, those of most runs first, but none that is too long to choose', () => {
  const table = new RunTable();
  ['linear', 'rbf', 'rbf', undefined, '', 'gone', 'x'.repeat(500)].forEach((kernel, index) =>
    table.put(toRun(kernel, index)),
  );
  expect([
    fieldValues(table, { entity: 'param', key: 'kernel' }),
    fieldValues(table, { entity: 'param', key: 'nothing' }),
    fieldValues(table, { entity: 'textAttribute', key: 'run_name' }),
    fieldValues(table, { entity: 'textAttribute', key: 'run_id' }),
    fieldValues(table, { entity: 'dataset', key: 'name' }),
    fieldValues(table, { entity: 'dataset', key: 'context' }),
    fieldValues(table, { entity: 'dataset', key: 'digest' })[0],
  ]).toEqual([['rbf', 'linear'], [], ['name 0', 'name 1'], [], ['iris'], ['training'], 'x']);
});

it('lists no more than a person looks through', () => {
  const table = new RunTable();
  Array.from({ length: 1000 }, (_, index) => table.put(toRun(`k${index}`, index)));
  expect(fieldValues(table, { entity: 'param', key: 'kernel' })).toHaveLength(200);
});
