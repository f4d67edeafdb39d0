import * as vscode from 'vscode';
import type { Choice, Prompts } from '../host/prompts.ts';
import {
  isModelVersionReference,
  isRegisteredModelReference,
  type ModelVersionReference,
} from '../model/references.ts';
import type { ModelVersion } from '../model/registeredModel.ts';
import type { MlflowStore } from '../store/mlflowStore.ts';
import type { CommandParts } from './commandParts.ts';
import { openActiveStore } from './pickStore.ts';
import { requireTrust, requireWritable } from './requireWritable.ts';

/** A version, and the store it is registered in. */
export interface ChosenVersion {
  readonly store: MlflowStore;
  readonly version: ModelVersion;
}

/** The version that a command was run on; run from the palette it asks for the model and then the version. */
export async function chooseVersion(
  parts: CommandParts,
  node: unknown,
  title: string,
): Promise<ChosenVersion | undefined> {
  const store = isRegisteredModelReference(node)
    ? await parts.stores.open(node.storeUri)
    : await openActiveStore(parts);
  const name = isRegisteredModelReference(node) ? node.modelName : await pickModelName(parts.prompts, store, title);
  if (name === undefined) {
    return undefined;
  }
  const versions = store.registry.modelVersions(name);
  if (isModelVersionReference(node)) {
    const version = (await versions).find((candidate) => candidate.version === node.version);
    return version && { store, version };
  }
  const version = await parts.prompts.pick(
    versions.then((all) => all.map(versionChoice)),
    { title: `${title} · ${name}`, placeholder: vscode.l10n.t('Model version') },
  );
  return version && { store, version };
}

/** As {@link chooseVersion}, of a store that takes writes; that it does not is said before anything is asked. */
export async function chooseWritableVersion(
  parts: CommandParts,
  node: unknown,
  title: string,
): Promise<ChosenVersion | undefined> {
  requireTrust(title);
  const store = isRegisteredModelReference(node)
    ? await parts.stores.open(node.storeUri)
    : await openActiveStore(parts);
  await requireWritable(store, title);
  return await chooseVersion(parts, node, title);
}

/** Names a version as the window knows its store. */
export function referenceTo(
  { stores }: Pick<CommandParts, 'stores'>,
  { store, version }: ChosenVersion,
): ModelVersionReference {
  const storeUri = stores.place(store.uri)?.uri ?? store.uri;
  return { storeUri, modelName: version.name, version: version.version };
}

export async function pickModelName(prompts: Prompts, store: MlflowStore, title: string): Promise<string | undefined> {
  const models = store.registry.registeredModels();
  const choices = models.then((all) =>
    all.map(({ name, description }): Choice<string> => ({
      label: name,
      detail: description,
      icon: new vscode.ThemeIcon('library'),
      value: name,
    })),
  );
  return await prompts.pick(choices, { title, placeholder: vscode.l10n.t('Registered model') });
}

export function versionChoice(version: ModelVersion): Choice<ModelVersion> {
  return {
    label: vscode.l10n.t('Version {0}', version.version),
    description: pointersAt(version).join(' · '),
    detail: version.description,
    icon: new vscode.ThemeIcon('package'),
    value: version,
  };
}

/** What makes people and programs find this version: its aliases, and its stage if it is in one. */
export function pointersAt({ aliases, stage }: ModelVersion): readonly string[] {
  return [...aliases.map((alias) => `@${alias}`), ...(stage === 'None' ? [] : [stage])];
}
