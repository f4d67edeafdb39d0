import { deepEqual, equal, match } from 'node:assert/strict';
import * as vscode from 'vscode';
import { compareVersions } from '../../src/commands/compareVersions.ts';
import type { RegistryCommandParts } from '../../src/commands/registry.ts';
import { setAlias } from '../../src/commands/registry.ts';
import { copyAliasUri, copyVersion, createModel, deleteModel, renameModel } from '../../src/commands/registryModels.ts';
import { searchModels } from '../../src/commands/searchModels.ts';
import { deleteTag, setTag } from '../../src/commands/tags.ts';
import { versionUri } from '../../src/host/versionUri.ts';
import type { ModelVersionReference } from '../../src/model/references.ts';
import type { RegistryStore } from '../../src/store/registryStore.ts';
import { VersionDocuments } from '../../src/views/versionDocuments.ts';
import { outline } from './support/outline.ts';
import { scriptedPrompts, type Answer, type ScriptedPrompts } from './support/scriptedPrompts.ts';
import { copySampleStore, openTestWindow, type StoreCopy, type TestWindow } from './support/testWindow.ts';
import { until } from './support/until.ts';

const modelName = 'flowers-classifier';

let copy: StoreCopy;
let window: TestWindow;
let registry: RegistryStore;
let prompts: ScriptedPrompts;

function parts(...answers: readonly Answer[]): RegistryCommandParts {
  prompts = scriptedPrompts(...answers);
  return { ...window, prompts, onDidChangeRegistry: () => window.models.refresh() };
}

function version(number: string): ModelVersionReference {
  return { storeUri: copy.uri, modelName, version: number };
}

async function shown(typed: string): Promise<readonly string[]> {
  await searchModels({ ...window, prompts: scriptedPrompts({ type: typed }) });
  const lines = await outline(window.models, () => false);
  return lines.map((line) => line.split(' ')[0] ?? '');
}

async function names(): Promise<readonly string[]> {
  return (await registry.registeredModels()).map(({ name }) => name);
}

describe('the registry of a copied store', () => {
  beforeEach(async () => {
    copy = copySampleStore();
    window = openTestWindow([copy.uri]);
    ({ registry } = await window.stores.open(copy.uri));
  });

  afterEach(() => {
    window.dispose();
    copy.dispose();
  });

  describe('registered models', () => {
    it('are made, renamed and deleted; what goes with one is named before', async () => {
      const before = await names();
      await createModel(parts({ type: 'tulips' }), undefined);
      await renameModel(parts({ pick: 'tulips' }, { type: 'roses' }), undefined);
      deepEqual([...(await names())].sort(), [...before, 'roses'].sort());
      await setAlias(parts({ pick: 'New alias…' }, { type: 'champion' }), version('1'));
      const reference = { storeUri: copy.uri, modelName };
      await deleteModel(parts({ confirm: false }), reference);
      match(prompts.asked[0] ?? '', /Versions that go with it: 3\..*@champion \(v1\)/);
      await deleteModel(parts({ confirm: true }), reference);
      deepEqual((await names()).includes(modelName), false);
    });

    it('get their old name back, with everything that is in them', async () => {
      window.acceptOffers();
      const before = await registry.modelVersions(modelName);
      await renameModel(parts({ type: 'roses' }), { storeUri: copy.uri, modelName });
      await until('the old name is back', async () => (await names()).includes(modelName));
      const after = await registry.modelVersions(modelName);
      deepEqual(
        after.map(({ version: number, source, aliases }) => [number, source, aliases]),
        before.map(({ version: number, source, aliases }) => [number, source, aliases]),
      );
    });

    it('have tags, and so have versions', async () => {
      const model = { storeUri: copy.uri, modelName };
      const tagsOf = async (): Promise<readonly (string | undefined)[]> => {
        const [{ tags }, versions] = [
          await registry.registeredModel(modelName),
          await registry.modelVersions(modelName),
        ];
        return [tags.get('owner'), versions.find((one) => one.version === '1')?.tags.get('owner')];
      };
      const typeKey = async (reference: object): Promise<readonly Answer[]> => {
        const [{ tags }, versions] = [
          await registry.registeredModel(modelName),
          await registry.modelVersions(modelName),
        ];
        const own = 'version' in reference ? versions.find((one) => one.version === '1')?.tags : tags;
        return (own?.size ?? 0) > 0 ? [{ pick: 'New tag…' }, { type: 'owner' }] : [{ type: 'owner' }];
      };
      await setTag(parts(...(await typeKey(model)), { type: 'ada' }), model, undefined);
      await setTag(parts(...(await typeKey(version('1'))), { type: 'grace' }), version('1'), undefined);
      deepEqual(await tagsOf(), ['ada', 'grace']);
      await deleteTag(parts({ pick: 'owner' }), version('1'), undefined);
      deepEqual(await tagsOf(), ['ada', undefined]);
    });

    it('take copies of versions of others', async () => {
      await copyVersion(parts({ pick: 'New registered model…' }, { type: 'production' }), version('2'));
      const [copied] = await registry.modelVersions('production');
      deepEqual([copied?.version, copied?.source], ['1', `models:/${modelName}/2`]);
      match(window.said.at(-1) ?? '', /version 2 of flowers-classifier as version 1 of production/);
    });

    it('are searched by words and by MLflow’s grammar', async () => {
      await createModel(parts({ type: 'tulips' }), undefined);
      deepEqual(await shown('TULI'), ['tulips']);
      deepEqual(await shown("name LIKE 'flowers%'"), [modelName]);
      deepEqual(await shown(''), await names());
      await shown("colour = 'red'").then(
        () => equal('searched', 'refused'),
        (error: unknown) => match(String(error), /colour/),
      );
    });
  });

  describe('versions', () => {
    it('are compared in the diff editor, each as a text of what is in it', async () => {
      await compareVersions(parts({ pick: 'Version 3' }), version('1'), undefined);
      const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
      deepEqual(input instanceof vscode.TabInputTextDiff && [input.original, input.modified].map(String), [
        versionUri(version('1')).toString(),
        versionUri(version('3')).toString(),
      ]);
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      const documents = new VersionDocuments(window.stores, window.messages);
      const text = await documents.provideTextDocumentContent(versionUri(version('1')));
      match(text, /^Version:\n {2}name: flowers-classifier\n {2}version: 1\n[^]*\nMetrics:\n {2}accuracy: 0\.\d+/);
      equal((await documents.provideTextDocumentContent(versionUri(version('9')))).includes('was not found'), true);
    });

    it('are named by the alias that points at them', async () => {
      await setAlias(parts({ pick: 'New alias…' }, { type: 'champion' }), version('2'));
      await copyAliasUri(parts({ pick: '@champion' }), version('2'));
      equal(await vscode.env.clipboard.readText(), 'models:/flowers-classifier@champion');
    });
  });
});
