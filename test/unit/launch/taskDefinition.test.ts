import { expect, test } from 'vitest';
import { readTaskDefinition } from '../../../src/launch/taskDefinition.ts';

test('a task as package.json describes it', () => {
  const definition = {
    type: 'vizmod',
    script: 'train.py',
    args: ['--epochs', 40],
    experiment: 'flowers',
    runName: '',
    params: ['params.yaml'],
    env: { SEED: 7 },
  };
  expect(readTaskDefinition(definition)).toEqual({
    script: 'train.py',
    args: ['--epochs', '40'],
    experiment: 'flowers',
    runName: undefined,
    params: ['params.yaml'],
    env: { SEED: '7' },
  });
  expect(readTaskDefinition({ type: 'vizmod', script: 'a.py' })).toEqual({
    script: 'a.py',
    args: [],
    experiment: undefined,
    runName: undefined,
    params: undefined,
    env: {},
  });
});

test.each([
  [{}, 'script'],
  [{ script: 1 }, 'script'],
  [{ script: 'a.py', args: '--epochs 40' }, 'args'],
  [{ script: 'a.py', params: [{}] }, 'params'],
  [{ script: 'a.py', env: 'SEED=7' }, 'env'],
])('%j is refused, naming the property', (definition, property) => {
  expect(() => readTaskDefinition(definition)).toThrow(
    expect.objectContaining({
      reason: 'invalidValue',
      details: expect.objectContaining({ what: `"${property}" in tasks.json` }),
    }),
  );
});
