import * as vscode from 'vscode';
import { isModelVersionReference, isRegisteredModelReference, isStoreReference } from '../model/references.ts';
import { copyModelVersion } from '../registry/copyModelVersion.ts';
import type { MlflowStore } from '../store/mlflowStore.ts';
import { copyText } from './clipboard.ts';
import { askForModelName } from './modelName.ts';
import { offerUndo } from './offerUndo.ts';
import { chooseWritableVersion, pickModelName } from './pickModel.ts';
import { openActiveStore } from './pickStore.ts';
import { pickTargetModel } from './pickTargetModel.ts';
import type { RegistryCommandParts } from './registry.ts';
import { requireTrust, requireWritable } from './requireWritable.ts';

interface ChosenModel {
  readonly store: MlflowStore;
  readonly name: string;
}

export async function createModel(parts: RegistryCommandParts, node: unknown): Promise<void> {
  const title = vscode.l10n.t('New Registered Model');
  const store = await writableStore(parts, node, title);
  const name = await askForModelName(parts.prompts, store, title);
  if (name !== undefined) {
    await store.registry.createRegisteredModel(name);
    parts.onDidChangeRegistry();
    parts.messages.showInfo(vscode.l10n.t('Created the registered model {0}.', name));
  }
}

export async function renameModel(parts: RegistryCommandParts, node: unknown): Promise<void> {
  const title = vscode.l10n.t('Rename Registered Model');
  const chosen = await chooseModel(parts, node, title);
  if (chosen === undefined) {
    return;
  }
  const { store, name } = chosen;
  const newName = await askForModelName(parts.prompts, store, title, name);
  if (newName === undefined || newName === name) {
    return;
  }
  await store.registry.renameRegisteredModel(name, newName);
  parts.onDidChangeRegistry();
  void offerUndo(parts.messages, vscode.l10n.t('Renamed {0} to {1}.', name, newName), async () => {
    await store.registry.renameRegisteredModel(newName, name);
    parts.onDidChangeRegistry();
  });
}

export async function deleteModel(parts: RegistryCommandParts, node: unknown): Promise<void> {
  const title = vscode.l10n.t('Delete Registered Model');
  const chosen = await chooseModel(parts, node, title);
  if (chosen === undefined) {
    return;
  }
  const { store, name } = chosen;
  const [{ aliases }, versions] = await Promise.all([
    store.registry.registeredModel(name),
    store.registry.modelVersions(name),
  ]);
  const pointers = [...aliases].map(([alias, version]) => `@${alias} (v${version})`);
  const detail = [
    vscode.l10n.t('Versions that go with it: {0}.', versions.length),
    ...(pointers.length === 0 ? [] : [vscode.l10n.t('Aliases that go with it: {0}.', pointers.join(', '))]),
    vscode.l10n.t('The files of the models stay where they are.'),
  ].join(' ');
  const message = vscode.l10n.t('Delete the registered model {0}? This cannot be undone.', name);
  if (await parts.prompts.confirm(message, detail, vscode.l10n.t('Delete'))) {
    await store.registry.deleteRegisteredModel(name);
    parts.onDidChangeRegistry();
  }
}

/** Makes a version of another registered model out of a version. */
export async function copyVersion(parts: RegistryCommandParts, node: unknown): Promise<void> {
  const title = vscode.l10n.t('Copy Version to Model');
  const chosen = await chooseWritableVersion(parts, node, title);
  if (chosen === undefined) {
    return;
  }
  const { store, version } = chosen;
  const name = await pickTargetModel(parts.prompts, store, `${title} · ${version.name} v${version.version}`);
  if (name !== undefined) {
    const copy = await copyModelVersion(store.registry, version, name);
    parts.onDidChangeRegistry();
    parts.messages.showInfo(
      vscode.l10n.t(
        'Copied version {0} of {1} as version {2} of {3}.',
        version.version,
        version.name,
        copy.version,
        name,
      ),
    );
  }
}

/** Copies `models:/name@alias`, which names whatever version the alias points at when it is used. */
export async function copyAliasUri(parts: RegistryCommandParts, node: unknown): Promise<void> {
  const title = vscode.l10n.t('Copy Alias URI');
  const store = isRegisteredModelReference(node)
    ? await parts.stores.open(node.storeUri)
    : await openActiveStore(parts);
  const name = isRegisteredModelReference(node) ? node.modelName : await pickModelName(parts.prompts, store, title);
  if (name === undefined) {
    return;
  }
  const { aliases } = await store.registry.registeredModel(name);
  const wanted = isModelVersionReference(node) ? node.version : undefined;
  const offered = [...aliases].filter(([, version]) => wanted === undefined || version === wanted);
  const [only] = offered;
  if (only === undefined) {
    parts.messages.showInfo(
      vscode.l10n.t('No alias points at {0}.', wanted === undefined ? name : `${name} v${wanted}`),
    );
    return;
  }
  const choices = offered.map(([alias, version]) => ({ label: `@${alias}`, description: `v${version}`, value: alias }));
  const alias =
    offered.length === 1 ? only[0] : await parts.prompts.pick(choices, { title, placeholder: vscode.l10n.t('Alias') });
  await copyText(alias === undefined ? undefined : `models:/${name}@${alias}`);
}

async function writableStore(parts: RegistryCommandParts, node: unknown, title: string): Promise<MlflowStore> {
  requireTrust(title);
  const store = isStoreReference(node) ? await parts.stores.open(node.storeUri) : await openActiveStore(parts);
  await requireWritable(store, title);
  return store;
}

async function chooseModel(
  parts: RegistryCommandParts,
  node: unknown,
  title: string,
): Promise<ChosenModel | undefined> {
  const store = await writableStore(parts, node, title);
  const name = isRegisteredModelReference(node) ? node.modelName : await pickModelName(parts.prompts, store, title);
  return name === undefined ? undefined : { store, name };
}
