import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { artifactRepositoryFor, type ArtifactSurroundings } from '../../../src/store/artifactRoots.ts';
import { temporaryFolder } from '../../support/folderTree.ts';

const run = '0123456789abcdef0123456789abcdef';
let parent = '';
let store = '';

beforeEach(() => {
  parent = temporaryFolder();
  store = join(parent, 'project', 'mlruns');
  mkdirSync(store, { recursive: true });
});

afterEach(() => rmSync(parent, { recursive: true, force: true }));

function surroundings(changes: Partial<ArtifactSurroundings['environment']> = {}): ArtifactSurroundings {
  return { storeFolder: store, environment: { workspaceFolders: [], isTrusted: () => true, ...changes } };
}

function make(...parts: readonly string[]): string {
  const folder = join(parent, ...parts);
  mkdirSync(folder, { recursive: true });
  return folder;
}

async function rootOf(uri: string, where = surroundings()): Promise<string> {
  return (await artifactRepositoryFor(uri, where)).root;
}

test('takes a path or file URI as it is when it exists, percent-encoded or not', async () => {
  const plain = make('else where', '100% #1');
  expect(await rootOf(plain)).toBe(plain);
  expect(await rootOf(pathToFileURL(plain).href)).toBe(plain);
  expect(await rootOf(`file://${plain}`)).toBe(plain);
});

test('finds a store that was moved by the end of what it states', async () => {
  const artifacts = make('project', 'mlruns', '1', run, 'artifacts');
  const model = make('project', 'mlruns', '1', 'models', 'm-1', 'artifacts');
  const inTrash = make('project', 'mlruns', '.trash', '2', run, 'artifacts');
  expect(await rootOf(`file:///srv/gone/mlruns/1/${run}/artifacts`)).toBe(artifacts);
  expect(await rootOf(`C:\\Users\\ann\\mlruns\\1\\${run}\\artifacts`)).toBe(artifacts);
  expect(await rootOf(`file:///srv/gone/mlruns/1/${run}/artifacts/model`)).toBe(join(artifacts, 'model'));
  expect(await rootOf('/srv/gone/mlruns/1/models/m-1/artifacts')).toBe(model);
  expect(await rootOf(`file:///srv/gone/mlruns/2/${run}/artifacts`)).toBe(inTrash);
  expect(await rootOf('file:///srv/gone/records/1')).toBe(join(store, '1'));
  expect(await rootOf('/srv/gone/records/2')).toBe(join(store, '.trash', '2'));
});

test('an artifact folder that nothing was logged to yet is where it will be', async () => {
  make('project', 'mlruns', '1', run);
  expect(await rootOf(`file:///srv/gone/mlruns/1/${run}/artifacts`)).toBe(join(store, '1', run, 'artifacts'));
  const elsewhere = make('elsewhere', 'mlruns');
  expect(await rootOf(`${elsewhere}/5/${run}/artifacts`)).toBe(join(elsewhere, '5', run, 'artifacts'));
});

test('a folder that agrees in less than experiment, run and artifacts is another one', async () => {
  make('project', 'mlruns', '1', 'artifacts');
  make('project', 'artifacts');
  expect(await rootOf(`file:///srv/gone/records/7/${run}/artifacts`)).toBe(`/srv/gone/records/7/${run}/artifacts`);
});

test('looks for a relative location below the parent of the store, the store and the workspace folders', async () => {
  const uri = `./houses_artifacts/${run}/artifacts`;
  const workspace = make('workspace');
  const inWorkspace = make('workspace', 'houses_artifacts', run, 'artifacts');
  const where = surroundings({ workspaceFolders: [workspace] });
  expect(await rootOf(uri, where)).toBe(inWorkspace);
  const inStore = make('project', 'mlruns', 'houses_artifacts', run, 'artifacts');
  expect(await rootOf(uri, where)).toBe(inStore);
  const besideStore = make('project', 'houses_artifacts', run, 'artifacts');
  expect(await rootOf(uri, where)).toBe(besideStore);
});

test('an untrusted workspace opens only what really lies in store or workspace', async () => {
  const outside = make('outside', '1', run, 'artifacts');
  const inside = make('project', 'mlruns', '1', run, 'artifacts');
  const workspace = make('workspace');
  const untrusted = surroundings({ isTrusted: () => false, workspaceFolders: [workspace] });
  symlinkSync(join(parent, 'outside'), join(workspace, 'link'));

  expect(await rootOf(inside, untrusted)).toBe(inside);
  expect(await rootOf(`file:///srv/gone/1/${run}/artifacts`, untrusted)).toBe(inside);
  expect(await rootOf('file:///srv/gone/x', surroundings())).toBe('/srv/gone/x');
  for (const uri of [join(parent, 'outside', 'x'), join(workspace, 'link'), '/etc', '../../outside']) {
    await expect(artifactRepositoryFor(uri, untrusted)).rejects.toMatchObject({ reason: 'untrusted' });
  }
  expect(await rootOf(outside)).toBe(outside);
});

test('other schemes are read through a server, or not at all', async () => {
  await expect(artifactRepositoryFor('s3://bucket/a', surroundings())).rejects.toMatchObject({
    reason: 'unsupportedLocation',
    details: { what: 's3://bucket/a' },
  });
  await expect(artifactRepositoryFor('mlflow-artifacts:/1/x', surroundings())).rejects.toMatchObject({
    reason: 'unsupportedLocation',
  });
});
