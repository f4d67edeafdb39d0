import { expect, it } from 'vitest';
import type { DatasetUse } from '../../../src/model/dataset.ts';
import type { Experiment } from '../../../src/model/experiment.ts';
import { MlflowError } from '../../../src/model/mlflowError.ts';
import type { Run, RunStatus } from '../../../src/model/run.ts';
import { RunTable } from '../../../src/model/runTable.ts';
import { comparisonsOf } from '../../../src/search/filter.ts';
import { compileRunFilter } from '../../../src/search/matchRuns.ts';
import { parseRunFilter } from '../../../src/search/parseRunFilter.ts';
import { parseRunOrder } from '../../../src/search/parseRunOrder.ts';
import { searchExperiments } from '../../../src/search/searchExperiments.ts';
import { searchRegisteredModels } from '../../../src/search/searchRegisteredModels.ts';
import { searchRuns } from '../../../src/search/searchRuns.ts';

// What MLflow's own tests of its search hold (tests/utils/test_search_utils.py). Its page tokens are the REST store's affair.

/** The comparisons of a filter, each as `entity key operator value`. */
function comparisons(filter: string): string[] {
  const { expression, isMlflow } = parseRunFilter(filter);
  return [...comparisonsOf(expression)].map((comparison) => {
    const value = comparison.kind === 'number' || comparison.kind === 'text' ? ` ${comparison.value}` : '';
    const operator = comparison.kind === 'between' ? 'BETWEEN' : comparison.operator;
    return `${isMlflow ? '' : 'ours: '}${comparison.field.entity} ${comparison.field.key} ${operator}${value}`;
  });
}

it.each<[filter: string, expected: readonly string[]]>([
  ['metric.acc >= 0.94', ['metric acc >= 0.94']],
  ['metric.acc>=100', ['metric acc >= 100']],
  ["params.m!='tf'", ['param m != tf']],
  ['params."m"!="tf"', ['param m != tf']],
  ['metric."legit name" >= 0.243', ['metric legit name >= 0.243']],
  ['metrics.XYZ = 3', ['metric XYZ = 3']],
  ['params."cat dog" = "pets"', ['param cat dog = pets']],
  ['metrics."X-Y-Z" = 3', ['metric X-Y-Z = 3']],
  ['metrics."X//Y#$$@&Z" = 3', ['metric X//Y#$$@&Z = 3']],
  ["params.model = 'LinearRegression'", ['param model = LinearRegression']],
  ["metrics.rmse < 1 and params.model_class = 'LR'", ['metric rmse < 1', 'param model_class = LR']],
  ['', []],
  ['`metric`.a >= 0.1', ['metric a >= 0.1']],
  ["tags.version = 'commit-hash'", ['tag version = commit-hash']],
  ["`tags`.source_name = 'a notebook'", ['tag source_name = a notebook']],
  ['metrics."accuracy.2.0" > 5', ['metric accuracy.2.0 > 5']],
  ['metrics.`spacey name` > 5', ['metric spacey name > 5']],
  ['params."p.a.r.a.m" != "a"', ['param p.a.r.a.m != a']],
  ['tags."t.a.g" = "a"', ['tag t.a.g = a']],
  ["attribute.artifact_uri = '1/23/4'", ['textAttribute artifact_uri = 1/23/4']],
  ['attribute.start_time >= 1234', ['timeAttribute start_time >= 1234']],
  ["run.status = 'RUNNING'", ['textAttribute status = RUNNING']],
  ["dataset.name = 'my_dataset'", ['dataset name = my_dataset']],
  ['tags.version IS NULL', ['tag version IS NULL']],
  ['tags.version IS NOT NULL', ['tag version IS NOT NULL']],
  ['params.lr IS NULL', ['param lr IS NULL']],
  ['params.lr IS NOT NULL', ['param lr IS NOT NULL']],
  ["tags.a IS NULL AND params.b = 'val'", ['tag a IS NULL', 'param b = val']],
  ["params.m = 'LR'", ['param m = LR']],
  ['params.m = "LR"', ['param m = LR']],
  [`params.m = "L'Hosp"`, ["param m = L'Hosp"]],
])('reads %s', (filter, expected) => {
  expect(comparisons(filter)).toEqual(expected);
});

function isRefused(work: () => unknown): boolean {
  try {
    work();
    return false;
  } catch (error) {
    return MlflowError.is(error, 'invalidFilter');
  }
}

it.each([
  'metric.acc >= 0.94; metrics.rmse < 1',
  'm.acc >= 0.94',
  'acc >= 0.94',
  "p.model >= 'LR'",
  'attri.x != 1',
  'a.x != 1',
  "model >= 'LR'",
  "metrics.A > 0.1 NAND params.B = 'LR'",
  '`metrics.A > 0.1',
  'param`.A > 0.1',
  '`dummy.A > 0.1',
  'dummy`.A > 0.1',
  'attribute.start != 1',
  'attribute.experiment_id != 1',
  "attribute.lifecycle_stage = 'ACTIVE'",
  'attribute.name != 1',
  'attribute.time != 1',
  "attribute._status != 'RUNNING'",
  'attribute.status = true',
  "dataset.status = 'true'",
  "dataset.profile = 'num_rows: 10'",
  'metrics.acc IS NULL',
  'attribute.status IS NULL',
  "metric.model = 'LR'",
  "metric.model = '5'",
  'params.acc = 5',
  'tags.acc = 5',
  'metrics.acc != metrics.acc',
  '1.0 > metrics.acc',
  'attribute.status = 1',
  'params.acc = LR',
  'tags.acc = LR',
  'params.acc = `LR`',

  "params.'acc = LR",
  "params.acc = 'LR",
  "params.acc = LR'",
  `params.acc = "LR'`,
  `tags.acc = "LR'`,
  "tags.acc = = 'LR'",

  "attribute.status IS 'RUNNING'",
  'params.acc LR !=',
  'params.acc LR',
  'metric.acc !=',
  'acc != 1.0',
  'foo is null',
  '1=1',
  '1==2',
  'metrics.abc ~ 1.0',
  'metrics.abc ~= 1.0',
  ...['>', '<', '>=', '<=', '~'].flatMap((operator) => [
    `params.abc ${operator} 'x'`,
    `tags.abc ${operator} 'x'`,
    `attributes.status ${operator} 'x'`,
    `datasets.name ${operator} 'x'`,
  ]),
  ...['LIKE', 'ILIKE'].map((operator) => `attributes.start_time ${operator} 1234`),
  // MLflow reads this one and stumbles over it when it compares.
  "`params`.model >= 'LR'",
])('refuses %s', (filter) => {
  expect(isRefused(() => parseRunFilter(filter))).toBe(true);
});

it('knows what of that is ours', () => {
  const ours = ["metrics.A > 0.1 OR params.B = 'LR'", "metrics.A > 0.1 AND (params.B = 'LR')"];
  expect(ours.map((filter) => parseRunFilter(filter).isMlflow)).toEqual([false, false]);
});

interface SmallRun {
  readonly runId: string;
  readonly status?: RunStatus;
  readonly startTime?: number;
  readonly metric?: number | undefined;
  readonly param?: string;
  readonly tag?: string;
  readonly dataset?: DatasetUse;
}

function toRun({ runId, status = 'FINISHED', startTime = 0, metric, param, tag, dataset }: SmallRun): Run {
  return {
    info: {
      runId,
      experimentId: '0',
      runName: '',
      status,
      lifecycleStage: 'active',
      userId: runId === '9' ? 'someone' : 'user-id',
      startTime,
      endTime: 1,
      artifactUri: '',
    },
    metrics: new Map(metric === undefined ? [] : [['key1', { value: metric, timestamp: 1, step: 0 }]]),
    params: new Map(param === undefined ? [] : [['my_param', param]]),
    tags: new Map(tag === undefined ? [] : [['tag1', tag]]),
    datasets: dataset === undefined ? [] : [dataset],
  };
}

const three: readonly SmallRun[] = [
  {
    runId: '9',
    status: 'FAILED',
    startTime: 0,
    metric: 121,
    param: 'A',
    dataset: { name: 'name1', digest: 'digest1', context: 'train' },
  },
  {
    runId: '8',
    status: 'FINISHED',
    startTime: 1,
    metric: 123,
    param: 'A',
    tag: 'C',
    dataset: { name: 'name1', digest: 'digest1' },
  },
  {
    runId: '7',
    status: 'FAILED',
    startTime: 1,
    metric: 125,
    param: 'B',
    tag: 'D',
    dataset: { name: 'name2', digest: 'digest2' },
  },
];

function search(runs: readonly SmallRun[], filter: string, orderBy: readonly string[]): string[] {
  const table = new RunTable();
  for (const run of runs) {
    table.put(toRun(run));
  }
  const matches = compileRunFilter(parseRunFilter(filter), table, { dialect: 'file', now: 0 });
  const sortKeys = orderBy.map((clause) => parseRunOrder(clause));
  return Array.from(searchRuns(table, { matches, sortKeys }), (row) => table.runId(row));
}

it.each<[filter: string, found: readonly string[]]>([
  ['', ['7', '8', '9']],
  ["attributes.status = 'FAILED'", ['7', '9']],
  ['metrics.key1 = 123', ['8']],
  ['metrics.key1 != 123', ['7', '9']],
  ['metrics.key1 >= 123', ['7', '8']],
  ["params.my_param = 'A'", ['8', '9']],
  ["tags.tag1 = 'D'", ['7']],
  ["tags.tag1 != 'D'", ['8']],
  ["params.my_param = 'A' AND attributes.status = 'FAILED'", ['9']],
  ["datasets.name = 'name1'", ['8', '9']],
  ["datasets.name IN ('name1', 'name2')", ['7', '8', '9']],
  ["datasets.digest IN ('digest1', 'digest2')", ['7', '8', '9']],
  ["datasets.name = 'name1' AND datasets.digest = 'digest2'", []],
  ["datasets.context = 'train'", ['9']],
  ["datasets.name = 'name1' AND datasets.context = 'train'", ['9']],
  ['attribute.start_time >= 0', ['7', '8', '9']],
  ['attribute.start_time > 0', ['7', '8']],
  ['attribute.end_time = 1', ['7', '8', '9']],
  ["attribute.user_id = 'someone'", ['9']],
  ['tags.tag1 IS NULL', ['9']],
  ['tags.tag1 IS NOT NULL', ['7', '8']],
  ['params.my_param IS NULL', []],
])('finds by %s', (filter, found) => {
  expect(search(three, filter, [])).toEqual(found);
});

it.each<[orderBy: readonly string[], order: readonly string[]]>([
  [[], ['7', '8', '9']],
  [['tags.noSuchTag'], ['7', '8', '9']],
  [['attributes.status'], ['7', '9', '8']],
  [['attributes.start_time'], ['9', '7', '8']],
  [['metrics.key1 asc'], ['9', '8', '7']],
  [['metrics."key1"  desc'], ['7', '8', '9']],
  [['params.my_param'], ['8', '9', '7']],
  [
    ['params.my_param aSc', 'attributes.status  ASC'],
    ['9', '8', '7'],
  ],
  [
    ['params.my_param', 'attributes.status DESC'],
    ['8', '9', '7'],
  ],
  [
    ['params.my_param DESC', 'attributes.status   DESC'],
    ['7', '8', '9'],
  ],
  [
    ['params.`my_param` DESC', 'attributes.status DESC'],
    ['7', '8', '9'],
  ],
  [['tags.tag1'], ['8', '7', '9']],
  [['tags.tag1    DESC'], ['7', '8', '9']],
])('orders by %j', (orderBy, order) => {
  expect(search(three, '', orderBy)).toEqual(order);
});

it('puts infinities at the ends, and NaN and missing values after them in both directions', () => {
  const values = [Number.NaN, Infinity, -Infinity, -1000, 0, 1000, undefined];
  const runs = values.map((metric) => ({ runId: String(metric), metric }));
  expect([search(runs, '', ['metrics.key1 asc']), search(runs, '', ['metrics.key1 desc'])]).toEqual([
    ['-Infinity', '-1000', '0', '1000', 'Infinity', 'NaN', 'undefined'],
    ['Infinity', '1000', '0', '-1000', '-Infinity', 'NaN', 'undefined'],
  ]);
});

it('refuses orders that MLflow refuses, but for a space too many', () => {
  const clauses = [
    'm.acc',
    'acc',
    'attri.x',
    '`metrics.A',
    '`metrics.A`',
    'attribute.start',
    'attribute.experiment_id',
  ];
  const more = ['metrics.A != 1', 'attribute.run_id ACS', 'attribute.run_id decs', 'params.my_param '];
  expect([...clauses, ...more].filter((clause) => !isRefused(() => parseRunOrder(clause)))).toEqual([
    'params.my_param ',
  ]);
  expect(['', ' ASC', ' DESC'].map((direction) => parseRunOrder(`metrics.\`Mean Square Error\`${direction}`))).toEqual(
    [false, false, true].map((descending) => ({ field: { entity: 'metric', key: 'Mean Square Error' }, descending })),
  );
  const ofModels = ['creation_timestamp DESC', 'last_updated_timestamp DESC blah', '', 'timestamp somerandomstuff ASC'];
  const moreOfModels = ['timestamp somerandomstuff', 'timestamp decs', 'timestamp ACS', 'name aCs'];
  expect(
    [...ofModels, ...moreOfModels].filter(
      (clause) => !isRefused(() => searchRegisteredModels([], { filter: '', orderBy: [clause] }, 'sql')),
    ),
  ).toEqual([]);
});

it('takes a + in the pattern of LIKE as it stands', () => {
  const name = 'jamie-foo C+W bar';
  const experiments: Experiment[] = [
    { experimentId: '1', name, artifactLocation: '', lifecycleStage: 'active', tags: new Map() },
  ];
  const found = [name, 'jamie-foo C+%', 'jamie-foo CCW%'].map(
    (pattern) => searchExperiments(experiments, { filter: `name LIKE "${pattern}"`, orderBy: [] }, 'file').length,
  );
  expect(found).toEqual([1, 1, 0]);
});
