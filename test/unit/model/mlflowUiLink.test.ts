import { expect, test } from 'vitest';
import { databricksUiLink, mlflowUiLink } from '../../../src/model/mlflowUiLink.ts';

const server = 'https://team.example/mlflow';
const experiment = { storeUri: server, experimentId: '7' };

test.each([
  ['experiments', { storeUri: server }],
  ['experiments/7', experiment],
  ['experiments/7/runs/ab', { ...experiment, runId: 'ab' }],
  ['experiments/7/models/m-1', { ...experiment, runId: 'ab', modelId: 'm-1' }],
  ['models/iris%20%23%C3%A9', { storeUri: server, modelName: 'iris #é' }],
  ['models/iris/versions/3', { storeUri: server, modelName: 'iris', version: '3' }],
])('the page %s of MLflow’s UI shows its thing', (page, thing) => {
  expect(mlflowUiLink(server, thing)).toBe(`${server}/#/${page}`);
  expect(databricksUiLink('https://w.example', thing)).toBe(`https://w.example/ml/${page}`);
});

test('what has no page has no link', () => {
  expect(mlflowUiLink(server, { path: 'x' })).toBeUndefined();
});
