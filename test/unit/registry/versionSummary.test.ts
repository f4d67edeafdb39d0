import { expect, test } from 'vitest';
import { versionSummary, type VersionFacts } from '../../../src/registry/versionSummary.ts';

const facts: VersionFacts = {
  version: {
    name: 'petals',
    version: '3',
    stage: 'None',
    description: 'Good\non petals',
    userId: '',
    source: 'runs:/abc/model',
    status: 'READY',
    tags: new Map([
      ['task', 'classification'],
      ['area', 'flowers'],
    ]),
    aliases: ['champion'],
  },
  run: {
    info: {
      runId: 'abc',
      experimentId: '1',
      runName: 'grid',
      status: 'FINISHED',
      lifecycleStage: 'active',
      userId: '',
      artifactUri: '',
    },
    params: new Map([['C', '1']]),
    metrics: new Map([
      ['loss', { value: Number.NaN, timestamp: 1, step: 0 }],
      ['accuracy', { value: 0.9733333333333334, timestamp: 1, step: 0 }],
    ]),
    tags: new Map(),
  },
  modelFile: [
    'flavors: {}',
    'signature:',
    `  inputs: '[{"type": "double", "name": "x", "required": true}]'`,
    `  outputs: '[{"type": "long", "required": true}]'`,
    '  params: null',
  ].join('\n'),
};

test('says all of a version, every key on a line of its own, in alphabetical order', () => {
  expect(versionSummary(facts)).toBe(`Version:
  name: petals
  version: 3
  aliases: champion
  stage: None
  status: READY
  source: runs:/abc/model

Description:
  Good
  on petals

Tags:
  area: flowers
  task: classification

Signature:
  inputs:
    {"type":"double","name":"x","required":true}
  outputs:
    {"type":"long","required":true}

Run:
  name: grid
  id: abc
  status: FINISHED
  commit: 

Params:
  C: 1

Metrics:
  accuracy: 0.9733333333333334
  loss: NaN
`);
});

test('a version whose run and files are gone keeps its sections, so that lines still stand against lines', () => {
  const lines = versionSummary({ version: facts.version, modelFile: '{half' }).split('\n');
  expect(lines.filter((line) => line.endsWith(':') && !line.startsWith(' '))).toEqual(
    ['Version', 'Description', 'Tags', 'Signature', 'Run', 'Params', 'Metrics'].map((title) => `${title}:`),
  );
});
