import { expect, it } from 'vitest';
import { RunTable } from '../../../src/model/runTable.ts';
import { exportRuns } from '../../../src/panels/exportRuns.ts';
import { exportFormats } from '../../../src/protocol/experimentPanel.ts';
import type { RunColumn } from '../../../src/protocol/runColumn.ts';

const columns: readonly RunColumn[] = [
  { kind: 'attribute', key: 'startTime' },
  { kind: 'attribute', key: 'duration' },
  { kind: 'attribute', key: 'runId' },
  { kind: 'metric', key: 'val/loss' },
  { kind: 'param', key: 'a|b' },
  { kind: 'tag', key: 'note' },
];

function tableOf(): RunTable {
  const table = new RunTable();
  const put = (runId: string, endTime: number | undefined, loss: number | undefined, param: string, note: string) =>
    table.put({
      info: {
        runId,
        experimentId: '1',
        runName: `name of ${runId}`,
        status: 'FINISHED',
        lifecycleStage: 'active',
        userId: 'ana',
        startTime: 0,
        endTime,
        artifactUri: '',
      },
      params: new Map([['a|b', param]]),
      metrics: new Map(loss === undefined ? [] : [['val/loss', { value: loss, step: 0, timestamp: 0 }]]),
      tags: new Map(note === '' ? [] : [['note', note]]),
    });
  put('r1', 1500, 0.1 + 0.2, '1e-05', 'said "no", twice\nor so');
  put('r2', undefined, Infinity, 'x_y & 50%', '');
  put('r3', 7, NaN, '', 'tab\there');
  return table;
}

it('writes all digits, quotes what would fall apart, and keeps NaN, infinities and nothing apart', () => {
  const table = tableOf();
  const order = Uint32Array.of(2, 0, 1);
  const texts = exportFormats.map((format) => [format, [...exportRuns(table, order, columns, format)].join('')]);
  expect(Object.fromEntries(texts)).toEqual({
    csv: [
      'run_id,run_name,start_time,duration_ms,metrics.val/loss,params.a|b,tags.note',
      'r3,name of r3,1970-01-01T00:00:00.000Z,7,nan,,tab\there',
      'r1,name of r1,1970-01-01T00:00:00.000Z,1500,0.30000000000000004,1e-05,"said ""no"", twice\nor so"',
      'r2,name of r2,1970-01-01T00:00:00.000Z,,inf,x_y & 50%,',
      '',
    ].join('\n'),
    tsv: [
      'run_id\trun_name\tstart_time\tduration_ms\tmetrics.val/loss\tparams.a|b\ttags.note',
      'r3\tname of r3\t1970-01-01T00:00:00.000Z\t7\tnan\t\t"tab\there"',
      'r1\tname of r1\t1970-01-01T00:00:00.000Z\t1500\t0.30000000000000004\t1e-05\t"said ""no"", twice\nor so"',
      'r2\tname of r2\t1970-01-01T00:00:00.000Z\t\tinf\tx_y & 50%\t',
      '',
    ].join('\n'),
    json: [
      '[',
      '  {"run_id": "r3", "run_name": "name of r3", "start_time": "1970-01-01T00:00:00.000Z", "duration_ms": 7, "metrics.val/loss": NaN, "params.a|b": "", "tags.note": "tab\\there"},',
      '  {"run_id": "r1", "run_name": "name of r1", "start_time": "1970-01-01T00:00:00.000Z", "duration_ms": 1500, "metrics.val/loss": 0.30000000000000004, "params.a|b": "1e-05", "tags.note": "said \\"no\\", twice\\nor so"},',
      '  {"run_id": "r2", "run_name": "name of r2", "start_time": "1970-01-01T00:00:00.000Z", "duration_ms": null, "metrics.val/loss": Infinity, "params.a|b": "x_y & 50%", "tags.note": null}',
      ']',
      '',
    ].join('\n'),
    markdown: [
      '| run\\_id | run\\_name | start\\_time | duration\\_ms | metrics.val/loss | params.a\\|b | tags.note |',
      '| --- | --- | --- | ---: | ---: | --- | --- |',
      '| r3 | name of r3 | 1970-01-01T00:00:00.000Z | 7 | nan |  | tab\there |',
      '| r1 | name of r1 | 1970-01-01T00:00:00.000Z | 1500 | 0.30000000000000004 | 1e-05 | said "no", twice or so |',
      '| r2 | name of r2 | 1970-01-01T00:00:00.000Z |  | inf | x\\_y & 50% |  |',
      '',
    ].join('\n'),
    latex: [
      '\\begin{tabular}{lllrrll}',
      '\\hline',
      'run\\_id & run\\_name & start\\_time & duration\\_ms & metrics.val/loss & params.a|b & tags.note \\\\',
      '\\hline',
      'r3 & name of r3 & 1970-01-01T00:00:00.000Z & 7 & nan &  & tab here \\\\',
      'r1 & name of r1 & 1970-01-01T00:00:00.000Z & 1500 & 0.30000000000000004 & 1e-05 & said "no", twice or so \\\\',
      'r2 & name of r2 & 1970-01-01T00:00:00.000Z &  & inf & x\\_y \\& 50\\% &  \\\\',
      '\\hline',
      '\\end{tabular}',
      '',
    ].join('\n'),
  });
});

it('comes in pieces of bounded length', () => {
  const table = tableOf();
  const pieces = [...exportRuns(table, new Uint32Array(1000), columns, 'csv')];
  expect(pieces).toHaveLength(6);
});
