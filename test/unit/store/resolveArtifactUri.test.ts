import { expect, test } from 'vitest';
import { MlflowError } from '../../../src/model/mlflowError.ts';
import type { ModelVersion } from '../../../src/model/registeredModel.ts';
import { resolveArtifactUri, type ArtifactSources } from '../../../src/store/resolveArtifactUri.ts';

function version(number: string, changes: Partial<ModelVersion>): ModelVersion {
  return {
    name: 'petals',
    version: number,
    stage: 'None',
    description: '',
    userId: '',
    source: '',
    status: 'READY',
    tags: new Map(),
    aliases: [],
    ...changes,
  };
}

const versions = [
  version('10', { source: 'models:/petals/9' }),
  version('9', { source: 'models:/m-0', storageLocation: 'file:///m-0/artifacts' }),
  version('3', { source: 's3://bucket/petals?versionId=7', stage: 'Production' }),
  version('2', { source: 'runs:/r1/model', stage: 'Production' }),
  version('1', { source: 'models:/petals/1' }),
];

const sources: ArtifactSources = {
  runArtifactUri: async (runId) =>
    runId === 'r1' ? 'file:///mlruns/1/r1/artifacts' : Promise.reject(new MlflowError('notFound', { what: runId })),
  loggedModelLocation: async (modelId) => Promise.resolve(`/models/${modelId}/artifacts`),
  registry: {
    modelVersions: async () => Promise.resolve(versions),
    registeredModel: async (name) =>
      Promise.resolve({ name, description: '', tags: new Map(), aliases: new Map([['champion', '9']]) }),
  },
};

test.each([
  ['/plain/path', '/plain/path'],
  ['s3://bucket/a', 's3://bucket/a'],
  ['runs:/r1', 'file:///mlruns/1/r1/artifacts'],
  ['runs:/r1/model/data.pkl', 'file:///mlruns/1/r1/artifacts/model/data.pkl'],
  ['models:/m-7', '/models/m-7/artifacts'],
  [`models:/m-${'0'.repeat(32)}/MLmodel`, `/models/m-${'0'.repeat(32)}/artifacts/MLmodel`],
  ['models:/petals/9', 'file:///m-0/artifacts'],
  ['models:/petals@champion/MLmodel', 'file:///m-0/artifacts/MLmodel'],
  ['models:/petals/latest', 'file:///m-0/artifacts'],
  ['models:/petals/production', 's3://bucket/petals?versionId=7'],
  ['models:/petals/3/MLmodel', 's3://bucket/petals/MLmodel?versionId=7'],
  ['models:/petals/2', 'file:///mlruns/1/r1/artifacts/model'],
])('%s is %s', async (uri, location) => {
  expect(await resolveArtifactUri(uri, sources)).toBe(location);
});

test.each([
  ['runs:/', 'notFound'],
  ['runs:/r2/model', 'notFound'],
  ['runs:/r1/../../secret', 'outsideRoot'],
  ['models:/petals/8', 'notFound'],
  ['models:/petals@unknown', 'notFound'],
  ['models:/petals/1', 'notFound'],
  ['models:/petals', 'notFound'],
])('%s is refused as %s', async (uri, reason) => {
  await expect(resolveArtifactUri(uri, sources)).rejects.toMatchObject({ reason });
});
