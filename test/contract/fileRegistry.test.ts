import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { FileRegistryStore } from '../../src/store/file/fileRegistry.ts';
import { folderTree, temporaryFolder } from '../support/folderTree.ts';
import { askOracle, type MlflowVersion } from '../support/mlflowPython.ts';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) {
    rmSync(folder, { recursive: true, force: true });
  }
});

const trusted = { isTrusted: () => true };
const longText = `Trained on *flowers*: ${'a sentence that is folded by the YAML writer, '.repeat(6)}\n\n- list "item"\n- it's`;

const seed = [
  ['create_experiment', { name: 'seed' }],
  ['create_run', { experiment_id: '$0', run_name: 'seed', start_time: 1_700_000_000_000 }],
];

/** The same deeds as {@link writeWithOurs}, on a run whose artifacts hold a model. */
function calls(runId: string): readonly unknown[] {
  const name = 'iris clf';
  return [
    ['create_registered_model', { name, description: longText }],
    ['register_model', { model_uri: `runs:/${runId}/model`, name }],
    ['create_model_version', { name, source: '/elsewhere/model', description: '', tags: { 'checked by': 'ann\nbob' } }],
    ['create_model_version', { name, source: `models:/${name}/1`, run_id: runId }],
    ['set_registered_model_alias', { name, alias: 'champion', version: '1' }],
    ['set_registered_model_alias', { name, alias: 'champion', version: '2' }],
    ['transition_model_version_stage', { name, version: '2', stage: 'Production', archive_existing_versions: false }],
    ['transition_model_version_stage', { name, version: '3', stage: 'Production', archive_existing_versions: true }],
    ['update_model_version', { name, version: '2', description: longText }],
    ['update_registered_model', { name, description: 'short' }],
    ['set_registered_model_alias', { name, alias: 'gone', version: '1' }],
    ['delete_registered_model_alias', { name, alias: 'gone' }],
    ['set_registered_model_alias', { name, alias: 'last', version: '3' }],
    ['delete_model_version', { name, version: '3' }],
    ['create_model_version', { name, source: '/elsewhere/again' }],
    ['set_registered_model_tag', { name, key: 'team/sub', value: 'a\nb' }],
    ['set_registered_model_tag', { name, key: 'gone', value: '' }],
    ['delete_registered_model_tag', { name, key: 'gone' }],
    ['delete_registered_model_tag', { name, key: 'never there' }],
    ['set_model_version_tag', { name, version: '2', key: 'checked by', value: 'eve' }],
    ['set_model_version_tag', { name, version: '1', key: 'gone', value: 'soon' }],
    ['delete_model_version_tag', { name, version: '1', key: 'gone' }],
    ['create_registered_model', { name: 'old name', description: longText }],
    ['create_model_version', { name: 'old name', source: '/elsewhere/model' }],
    ['create_model_version', { name: 'old name', source: '/elsewhere/model', description: "it's" }],
    ['delete_model_version', { name: 'old name', version: '2' }],
    ['rename_registered_model', { name: 'old name', new_name: "new name's" }],
    ['create_registered_model', { name: 'deleted' }],
    ['delete_registered_model', { name: 'deleted' }],
  ];
}

async function writeWithOurs(root: string, runId: string): Promise<void> {
  const registry = new FileRegistryStore(root, trusted);
  const name = 'iris clf';
  await registry.createRegisteredModel(name, longText);
  await registry.createModelVersion({ name, source: `runs:/${runId}/model` });
  const tags = new Map([['checked by', 'ann\nbob']]);
  await registry.createModelVersion({ name, source: '/elsewhere/model', description: '', tags });
  await registry.createModelVersion({ name, source: `models:/${name}/1`, runId });
  await registry.setAlias({ name, version: '1' }, 'champion');
  await registry.setAlias({ name, version: '2' }, 'champion');
  await registry.transitionStage({ name, version: '2' }, 'Production', false);
  await registry.transitionStage({ name, version: '3' }, 'Production', true);
  await registry.setVersionDescription({ name, version: '2' }, longText);
  await registry.setModelDescription(name, 'short');
  await registry.setAlias({ name, version: '1' }, 'gone');
  await registry.deleteAlias(name, 'gone');
  await registry.setAlias({ name, version: '3' }, 'last');
  await registry.deleteModelVersion({ name, version: '3' });
  await registry.createModelVersion({ name, source: '/elsewhere/again' });
  await registry.setModelTag(name, 'team/sub', 'a\nb');
  await registry.setModelTag(name, 'gone', '');
  await registry.deleteModelTag(name, 'gone');
  await registry.deleteModelTag(name, 'never there');
  await registry.setVersionTag({ name, version: '2' }, 'checked by', 'eve');
  await registry.setVersionTag({ name, version: '1' }, 'gone', 'soon');
  await registry.deleteVersionTag({ name, version: '1' }, 'gone');
  const old = 'old name';
  await registry.createRegisteredModel(old, longText);
  await registry.createModelVersion({ name: old, source: '/elsewhere/model' });
  await registry.createModelVersion({ name: old, source: '/elsewhere/model', description: "it's" });
  await registry.deleteModelVersion({ name: old, version: '2' });
  await registry.renameRegisteredModel(old, "new name's");
  await registry.createRegisteredModel('deleted');
  await registry.deleteRegisteredModel('deleted');
}

/** The registry's files without what differs between any two: the time of day. */
function registryFiles(root: string): Record<string, string> {
  const entries = Object.entries(folderTree(join(root, 'models')));
  return Object.fromEntries(entries.map(([path, text]) => [path, text.replaceAll(/\b1[789]\d{11}\b/g, '<now>')]));
}

describe.each<MlflowVersion>(['2.22', '3.18'])('the registry of MLflow %s', (version) => {
  test('gets the same bytes from ours as from MLflow itself', async () => {
    const parent = temporaryFolder();
    folders.push(parent);
    const root = join(parent, 'mlruns');
    const [experimentId, runId] = askOracle(version, 'write_store.py', [root], seed) as [string, string];
    const model = join(root, experimentId, runId, 'artifacts', 'model');
    mkdirSync(model);
    writeFileSync(join(model, 'MLmodel'), 'flavors: {}\n');
    const before = join(parent, 'before');
    cpSync(root, before, { recursive: true });

    askOracle(version, 'write_store.py', [root], calls(runId));
    const [theirs, readTheirs] = [registryFiles(root), askOracle(version, 'dump_store.py', [root])];
    // In the same place, because versions state where it is.
    rmSync(root, { recursive: true });
    cpSync(before, root, { recursive: true });
    await writeWithOurs(root, runId);

    expect(registryFiles(root)).toEqual(theirs);
    expect(askOracle(version, 'dump_store.py', [root])).toEqual(readTheirs);
  });

  test('reads a model that ours has renamed, with the tags and aliases that a rename of its own loses or fails at', async () => {
    const parent = temporaryFolder();
    folders.push(parent);
    const root = join(parent, 'mlruns');
    askOracle(version, 'write_store.py', [root], seed);
    const registry = new FileRegistryStore(root, trusted);
    await registry.createRegisteredModel('old');
    await registry.setModelTag('old', 'team', 'vision');
    await registry.createModelVersion({ name: 'old', source: '/elsewhere', tags: new Map([['checked', 'yes']]) });
    await registry.setAlias({ name: 'old', version: '1' }, 'champion');
    await registry.renameRegisteredModel('old', 'new');
    const versions = [{ version: '1', stage: 'None', run_id: '', description: '', tags: { checked: 'yes' } }];
    const model = { description: '', tags: { team: 'vision' }, aliases: { champion: '1' }, versions };
    expect(askOracle(version, 'dump_store.py', [root])).toMatchObject({ registry: { new: model } });
  });
});
