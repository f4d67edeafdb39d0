import { expect, test } from 'vitest';
import { datasetColumns, datasetPath, datasetProfile, datasetSource } from '../../../src/model/datasetFacts.ts';

const columns = JSON.stringify({
  mlflow_colspec: [
    { type: 'double', name: 'sepal length (cm)', required: true },
    { type: 'long', name: 'target', required: false },
  ],
});
const tensors = JSON.stringify({
  mlflow_tensorspec: {
    features: JSON.stringify([{ type: 'tensor', 'tensor-spec': { dtype: 'float64', shape: [-1, 4] } }]),
    targets: null,
  },
});

test('names the columns or the tensors of a schema, and nothing of another form', () => {
  expect([columns, tensors, undefined, 'not JSON', '[]', '{}'].map((schema) => datasetColumns({ schema }))).toEqual([
    [
      ['sepal length (cm)', 'double'],
      ['target', 'long (optional)'],
    ],
    [['features', 'float64 (-1, 4)']],
    [],
    [],
    [],
    [],
  ]);
});

test('tells the numbers of a profile', () => {
  const profile = '{"num_rows": 150, "num_elements": 600, "mean": {"x": 1}}';
  expect([profile, undefined].map((text) => datasetProfile({ profile: text }))).toEqual([
    [
      ['num_rows', 150],
      ['num_elements', 600],
    ],
    [],
  ]);
});

test('names the place that the data came from, and a path only where it is a local file', () => {
  const sources = [
    { sourceType: 'local', source: '{"uri": "/data/a b.csv"}' },
    { sourceType: 'local', source: '{"uri": "file:///data/a%20b.csv"}' },
    { sourceType: 'local', source: '{"uri": "file:///C:/data/a.csv"}' },
    { sourceType: 'local', source: '{"uri": "data.csv"}' },
    { sourceType: 'http', source: '{"url": "https://example.com/train.csv"}' },
    { sourceType: 'code', source: '{"tags": {"mlflow.user": "ada", "mlflow.source.name": "train.py"}}' },
    { sourceType: 'local', source: 'not JSON' },
  ];
  expect(sources.map((dataset) => [datasetSource(dataset), datasetPath(dataset)])).toEqual([
    ['/data/a b.csv', '/data/a b.csv'],
    ['file:///data/a%20b.csv', '/data/a b.csv'],
    ['file:///C:/data/a.csv', 'C:/data/a.csv'],
    ['data.csv', undefined],
    ['https://example.com/train.csv', undefined],
    ['train.py', undefined],
    ['not JSON', undefined],
  ]);
});
