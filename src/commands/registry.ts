import * as vscode from 'vscode';
import type { CommandRegistry } from '../host/commandRegistry.ts';
import type { Choice } from '../host/prompts.ts';
import { modelStages, type ModelStage, type ModelVersion } from '../model/registeredModel.ts';
import { versionPointers } from '../registry/versionPointers.ts';
import type { CommandParts } from './commandParts.ts';
import { compareVersions } from './compareVersions.ts';
import { openNote } from './editNote.ts';
import { chooseWritableVersion, pointersAt, referenceTo, type ChosenVersion } from './pickModel.ts';
import { registerRunModel } from './registerRunModel.ts';
import { copyAliasUri, copyVersion, createModel, deleteModel, renameModel } from './registryModels.ts';
import { requireWritable } from './requireWritable.ts';
import { isRegisteredModel } from './selection.ts';

export interface RegistryCommandParts extends CommandParts {
  /** Hears that a registry is different now. */
  readonly onDidChangeRegistry: () => void;
}

export function registerRegistryCommands(commands: CommandRegistry, parts: RegistryCommandParts): void {
  commands.register('vizmod.registry.register', async (node) => await registerRunModel(parts, node));
  commands.register('vizmod.registry.setAlias', async (node) => await setAlias(parts, node));
  commands.register('vizmod.registry.deleteAlias', async (node) => await deleteAlias(parts, node));
  commands.register('vizmod.registry.transitionStage', async (node) => await transitionStage(parts, node));
  commands.register('vizmod.registry.editDescription', async (node) => await editDescription(parts, node));
  commands.register('vizmod.registry.createModel', async (node) => await createModel(parts, node));
  commands.register('vizmod.registry.renameModel', async (node) => await renameModel(parts, node));
  commands.register('vizmod.registry.deleteModel', async (node) => await deleteModel(parts, node));
  commands.register('vizmod.registry.copyVersion', async (node) => await copyVersion(parts, node));
  commands.register('vizmod.registry.copyAliasUri', async (node) => await copyAliasUri(parts, node));
  commands.register(
    'vizmod.registry.compareVersions',
    async (node, nodes) => await compareVersions(parts, node, nodes),
  );
  commands.register('vizmod.registry.deleteVersion', async (node) => await deleteVersion(parts, node));
}

export async function setAlias(parts: RegistryCommandParts, node: unknown): Promise<void> {
  const title = vscode.l10n.t('Set Model Alias');
  const chosen = await chooseWritableVersion(parts, node, title);
  if (chosen === undefined) {
    return;
  }
  const { store, version } = chosen;
  const { aliases } = await store.registry.registeredModel(version.name);
  const alias = await askForAlias(parts, aliases, version, title);
  if (alias === undefined) {
    return;
  }
  const before = aliases.get(alias);
  await store.registry.setAlias(version, alias);
  parts.onDidChangeRegistry();
  parts.messages.showInfo(
    before === undefined || before === version.version
      ? vscode.l10n.t('{0}@{1} is version {2}.', version.name, alias, version.version)
      : vscode.l10n.t('{0}@{1} moved from version {2} to version {3}.', version.name, alias, before, version.version),
  );
}

async function askForAlias(
  { prompts }: RegistryCommandParts,
  aliases: ReadonlyMap<string, string>,
  version: ModelVersion,
  title: string,
): Promise<string | undefined> {
  const newAlias = Symbol('new alias');
  const others = [...aliases].filter(([, target]) => target !== version.version);
  if (others.length > 0) {
    const choices: Choice<string | symbol>[] = [
      { label: vscode.l10n.t('New alias…'), icon: new vscode.ThemeIcon('add'), value: newAlias },
      ...others.map(([alias, target]): Choice<string> => ({
        label: `@${alias}`,
        description: vscode.l10n.t('now version {0}', target),
        icon: new vscode.ThemeIcon('tag'),
        value: alias,
      })),
    ];
    const picked = await prompts.pick(choices, { title, placeholder: vscode.l10n.t('Alias') });
    if (typeof picked !== 'symbol') {
      return picked;
    }
  }
  const typed = await prompts.input({
    title: `${title} · ${version.name} v${version.version}`,
    prompt: vscode.l10n.t('Alias, for example champion'),
    validate: aliasProblem,
  });
  return typed?.trim();
}

/** MLflow's rule (mlflow/utils/validation.py, 2.3-3.x); `v1` would read as a version, `latest` MLflow keeps for itself. */
function aliasProblem(typed: string): string | undefined {
  const alias = typed.trim();
  const isValid = /^[\w-]{1,255}$/.test(alias) && !/^v\d+$/i.test(alias) && alias.toLowerCase() !== 'latest';
  return isValid
    ? undefined
    : vscode.l10n.t('Letters, digits, _ and -, but neither “latest” nor a version such as “v1”');
}

export async function deleteAlias(parts: RegistryCommandParts, node: unknown): Promise<void> {
  const title = vscode.l10n.t('Delete Model Alias');
  const chosen = await chooseWritableVersion(parts, node, title);
  if (chosen === undefined) {
    return;
  }
  const { store, version } = chosen;
  if (version.aliases.length === 0) {
    parts.messages.showInfo(vscode.l10n.t('No alias points at {0} v{1}.', version.name, version.version));
    return;
  }
  const choices = version.aliases.map((alias): Choice<string> => ({ label: `@${alias}`, value: alias }));
  const alias = await parts.prompts.pick(choices, { title, placeholder: vscode.l10n.t('Alias') });
  if (alias !== undefined) {
    await store.registry.deleteAlias(version.name, alias);
    parts.onDidChangeRegistry();
  }
}

export async function transitionStage(parts: RegistryCommandParts, node: unknown): Promise<void> {
  const title = vscode.l10n.t('Transition Model Stage (deprecated by MLflow since 2.9)');
  const chosen = await chooseWritableVersion(parts, node, title);
  if (chosen === undefined) {
    return;
  }
  const { store, version } = chosen;
  const choices = modelStages
    .filter((stage) => stage !== version.stage)
    .map((stage): Choice<ModelStage> => ({ label: stage, value: stage }));
  const placeholder = vscode.l10n.t('{0} v{1} is in stage {2}', version.name, version.version, version.stage);
  const stage = await parts.prompts.pick(choices, { title, placeholder });
  if (stage === undefined) {
    return;
  }
  const archivesOthers = await askToArchive(parts, chosen, stage);
  if (archivesOthers !== undefined) {
    await store.registry.transitionStage(version, stage, archivesOthers);
    parts.onDidChangeRegistry();
  }
}

/** Whether the versions that are in the stage now shall leave it; asked only when there are some, and when MLflow allows it. */
async function askToArchive(
  { prompts }: RegistryCommandParts,
  { store, version }: ChosenVersion,
  stage: ModelStage,
): Promise<boolean | undefined> {
  if (stage !== 'Staging' && stage !== 'Production') {
    return false;
  }
  const versions = await store.registry.modelVersions(version.name);
  const others = versions.filter((other) => other.stage === stage && other.version !== version.version);
  if (others.length === 0) {
    return false;
  }
  const names = others.map((other) => `v${other.version}`).join(', ');
  return await prompts.pick<boolean>(
    [
      { label: vscode.l10n.t('Archive {0}', names), value: true },
      { label: vscode.l10n.t('Leave {0} in {1}', names, stage), value: false },
    ],
    {
      title: vscode.l10n.t('Transition Model Stage'),
      placeholder: vscode.l10n.t('{0} is in {1} already', names, stage),
    },
  );
}

/** Opens the description of a model or version as a text to edit. */
export async function editDescription(parts: RegistryCommandParts, node: unknown): Promise<void> {
  const title = vscode.l10n.t('Edit Model Description');
  if (isRegisteredModel(node)) {
    await requireWritable(await parts.stores.open(node.storeUri), title);
    await openNote(parts, node);
    return;
  }
  const chosen = await chooseWritableVersion(parts, node, title);
  if (chosen !== undefined) {
    await openNote(parts, referenceTo(parts, chosen));
  }
}

export async function deleteVersion(parts: RegistryCommandParts, node: unknown): Promise<void> {
  const title = vscode.l10n.t('Delete Model Version');
  const chosen = await chooseWritableVersion(parts, node, title);
  if (chosen === undefined) {
    return;
  }
  const { store, version } = chosen;
  const models = await store.registry.registeredModels();
  const versions = await Promise.all(models.map(async ({ name }) => await store.registry.modelVersions(name)));
  const { copies } = versionPointers(version, versions.flat());
  const pointers = [...pointersAt(version), ...copies];
  const consequence =
    pointers.length === 0
      ? vscode.l10n.t('No alias, stage or other version points at it.')
      : vscode.l10n.t('Pointing at it: {0}. Whatever loads it through these will fail.', pointers.join(', '));
  const detail = `${consequence} ${vscode.l10n.t('The files of the model stay where they are.')}`;
  const message = vscode.l10n.t('Delete version {0} of {1}? This cannot be undone.', version.version, version.name);
  if (await parts.prompts.confirm(message, detail, vscode.l10n.t('Delete'))) {
    await store.registry.deleteModelVersion(version);
    parts.onDidChangeRegistry();
  }
}
