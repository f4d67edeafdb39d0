import { expect, test } from 'vitest';
import { listModelSources, modelFolders } from '../../../src/registry/modelSources.ts';
import { MlflowError } from '../../../src/model/mlflowError.ts';
import type { ArtifactEntry } from '../../../src/store/artifactRepository.ts';
import { FileLoggedModels } from '../../../src/store/file/fileLoggedModels.ts';
import { inlineJobs } from '../../../src/store/inlineJobs.ts';
import { JobPool } from '../../../src/store/jobPool.ts';
import { storeJobHandlers } from '../../../src/store/storeJobHandlers.ts';
import { unpackFixtureStore } from '../../support/fixtureStores.ts';

/** The listing of artifacts at these paths. */
function listing(paths: readonly string[]): (folder: string) => Promise<readonly ArtifactEntry[]> {
  return async (folder) => {
    const below = paths.filter((path) => folder === '' || path.startsWith(`${folder}/`));
    const depth = folder === '' ? 1 : folder.split('/').length + 1;
    const names = new Map(below.map((path) => [path.split('/').slice(0, depth).join('/'), path]));
    return Promise.resolve([...names].map(([path, whole]) => ({ path, isDirectory: path !== whole })));
  };
}

test('finds the folders with a model, outermost first, and looks into no model and not endlessly deep', async () => {
  const visited: string[] = [];
  const list = listing([
    'plot.png',
    'best/MLmodel',
    'best/inner/MLmodel',
    'runs/1/MLmodel',
    'MLmodel.txt',
    'dir/MLmodel/a',
    'a/b/c/MLmodel',
    'a/b/c/d/MLmodel',
    'w/x/y/z/MLmodel',
  ]);
  const found = await modelFolders({
    list: async (folder) => {
      visited.push(folder);
      return list(folder);
    },
  });
  expect(found).toEqual(['best', 'runs/1', 'a/b/c']);
  expect(visited).not.toContain('best/inner');
  expect(visited).not.toContain('w/x/y/z');
  expect(await modelFolders({ list: listing(['MLmodel', 'model/MLmodel']) })).toEqual(['']);
});

test('offers artifact folders and the logged models of a run', async () => {
  const fixture = unpackFixtureStore('v3-mlruns');
  const pool = new JobPool(() => inlineJobs(storeJobHandlers()), 1);
  try {
    const tracking = {
      artifacts: async () =>
        Promise.resolve({
          root: '',
          list: listing(['old style/MLmodel']),
          read: async () => Promise.reject(new MlflowError('notFound', { what: '' })),
          localPath: () => undefined,
          write: async () => Promise.resolve(),
          upload: async () => Promise.resolve(),
          download: async () => Promise.resolve(),
          remove: async () => Promise.resolve(),
        }),
    };
    const loggedModels = new FileLoggedModels(`${fixture.folder}/mlruns`, pool);
    const runId = '941fc27370014c2e90d3d76e3ffda5c1';
    expect(await listModelSources({ tracking, loggedModels }, runId)).toEqual([
      { name: 'old style', uri: `runs:/${runId}/old style` },
      { name: 'model', uri: 'models:/m-f90bf28621e84e35ba43d7012ab515f9' },
    ]);
    expect(await listModelSources({ tracking }, runId)).toHaveLength(1);
  } finally {
    pool.dispose();
    fixture.dispose();
  }
});
