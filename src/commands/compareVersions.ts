import * as vscode from 'vscode';
import { versionUri } from '../host/versionUri.ts';
import type { Choice } from '../host/prompts.ts';
import { isModelVersionReference, type ModelVersionReference } from '../model/references.ts';
import type { ModelVersion } from '../model/registeredModel.ts';
import type { CommandParts } from './commandParts.ts';
import { chooseVersion, referenceTo, versionChoice } from './pickModel.ts';
import { selected } from './selection.ts';

/** Shows what differs between two versions, of one model or two, in VS Code's diff editor. */
export async function compareVersions(parts: CommandParts, node: unknown, nodes: unknown): Promise<void> {
  const title = vscode.l10n.t('Compare Versions');
  const [first, second] = selected(node, nodes, isModelVersionReference);
  const left = first ?? (await pickFirst(parts, node, title));
  const right = second ?? (left && (await pickSecond(parts, left, title)));
  if (left !== undefined && right !== undefined) {
    const name = `${left.modelName} v${left.version} ↔ ${right.modelName} v${right.version}`;
    await vscode.commands.executeCommand('vscode.diff', versionUri(left), versionUri(right), name);
  }
}

async function pickFirst(
  parts: CommandParts,
  node: unknown,
  title: string,
): Promise<ModelVersionReference | undefined> {
  const chosen = await chooseVersion(parts, node, title);
  return chosen && referenceTo(parts, chosen);
}

/** Another version of the same model first, then those of the others. */
async function pickSecond(
  { stores, prompts }: CommandParts,
  left: ModelVersionReference,
  title: string,
): Promise<ModelVersionReference | undefined> {
  const { storeUri, modelName } = left;
  const { registry } = await stores.open(storeUri);
  const names = (await registry.registeredModels()).map(({ name }) => name).filter((name) => name !== modelName);
  const listings = [modelName, ...names].map(async (name) => await registry.modelVersions(name));
  const choices = Promise.all(listings).then((versions) =>
    versions.flat().filter((version) => version.name !== modelName || version.version !== left.version),
  );
  const version = await prompts.pick(
    choices.then((all) => all.map((candidate) => namedChoice(candidate, modelName))),
    { title: `${title} · ${modelName} v${left.version}`, placeholder: vscode.l10n.t('Version to compare with') },
  );
  return version && { storeUri, modelName: version.name, version: version.version };
}

function namedChoice(version: ModelVersion, ownName: string): Choice<ModelVersion> {
  const choice = versionChoice(version);
  return version.name === ownName ? choice : { ...choice, label: `${version.name} v${version.version}` };
}
