import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { registerModel } from '../../src/registry/registerModel.ts';
import type { ArtifactRepository } from '../../src/store/artifactRepository.ts';
import { openStore } from '../../src/store/openStore.ts';
import { temporaryFolder } from '../support/folderTree.ts';
import { askOracle, type MlflowVersion } from '../support/mlflowPython.ts';
import { testStoreEnvironment } from '../support/testStoreEnvironment.ts';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) {
    rmSync(folder, { recursive: true, force: true });
  }
});

const texts: Readonly<Record<string, string>> = {
  'plain.txt': 'plain',
  'confusionmatrix.png/b.txt': 'in a folder named like a file',
  "sub dir/it's “quoted” & more.json": '{}',
  'ünïcode/値.csv': 'a,b\n1,2\n',
  'trailing\u00a0blank/100% (1).md': '# one',
};

async function readAll(repository: ArtifactRepository, folder = ''): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const { path, isDirectory } of await repository.list(folder)) {
    if (isDirectory) {
      Object.assign(found, await readAll(repository, path));
    } else {
      found[path] = new TextDecoder().decode(await repository.read(path));
    }
  }
  return found;
}

async function logTexts(repository: ArtifactRepository, parent: string): Promise<void> {
  const local = join(parent, 'local file');
  for (const [path, text] of Object.entries(texts)) {
    writeFileSync(local, text);
    await repository.upload(path, local);
  }
}

describe.each<MlflowVersion>(['1.30', '2.22', '3.18'])('MLflow %s', (version) => {
  test('reads what we logged to a run in a folder with an odd name', async () => {
    const parent = temporaryFolder();
    folders.push(parent);
    const root = join(parent, 'my records, 2nd try', 'mlruns');
    mkdirSync(root, { recursive: true });
    const store = await openStore(root, testStoreEnvironment());
    const { uri, tracking } = store;
    const experimentId = await tracking.createExperiment('study');
    const run = await tracking.createRun({ experimentId, runName: 'one', userId: '', startTime: 1, tags: new Map() });
    const { runId } = run.info;
    await logTexts(await tracking.artifacts(runId), parent);

    const answer = askOracle(version, 'read_artifacts.py', [uri], { runs: [runId], uris: [`runs:/${runId}/sub dir`] });
    const [subDir = '', text = ''] = Object.entries(texts).find(([path]) => path.startsWith('sub dir/')) ?? [];
    expect(answer).toEqual({
      runs: { [runId]: texts },
      uris: { [`runs:/${runId}/sub dir`]: { [subDir.replace('sub dir/', '')]: text } },
    });
    expect(await readAll(await tracking.artifacts(runId))).toEqual(texts);
    store.dispose();
  });
});

test.each<MlflowVersion>(['2.22', '3.18'])(
  'MLflow %s reads a model that we registered, by version and by alias',
  async (version) => {
    const parent = temporaryFolder();
    folders.push(parent);
    const root = join(parent, 'mlruns');
    mkdirSync(root);
    const store = await openStore(root, testStoreEnvironment());
    const { uri, tracking, registry } = store;
    const experimentId = await tracking.createExperiment('study');
    const run = await tracking.createRun({ experimentId, runName: 'one', userId: '', startTime: 1, tags: new Map() });
    const { runId } = run.info;
    const artifacts = await tracking.artifacts(runId);
    const model = { MLmodel: 'flavors: {}\n', 'data/spec.json': '{"mark": "point"}' };
    for (const [path, text] of Object.entries(model)) {
      await artifacts.write(`charts/petals/${path}`, new TextEncoder().encode(text));
    }
    await registerModel(registry, { name: 'petals', source: `runs:/${runId}/charts/petals` });
    await registry.setAlias({ name: 'petals', version: '1' }, 'champion');

    const uris = ['models:/petals/1', 'models:/petals@champion'];
    const { uris: found } = askOracle(version, 'read_artifacts.py', [uri], { runs: [], uris }) as {
      uris: Record<string, Record<string, string>>;
    };
    for (const each of uris) {
      expect(withoutNote(found[each])).toEqual(model);
      expect(withoutNote(await readAll(await tracking.artifactsAt(each)))).toEqual(model);
    }

    const moved = join(parent, 'elsewhere', 'mlruns');
    cpSync(root, moved, { recursive: true });
    rmSync(root, { recursive: true });
    const there = await openStore(moved, testStoreEnvironment());
    for (const each of uris) {
      expect(withoutNote(await readAll(await there.tracking.artifactsAt(each)))).toEqual(model);
    }
    store.dispose();
    there.dispose();
  },
);

/** MLflow leaves a note in every registered model that it opens, also where that is the store's own folder. */
function withoutNote(files: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { registered_model_meta: _, ...others } = files;
  return others;
}
