import * as vscode from 'vscode';
import type { Choice } from '../host/prompts.ts';
import { MlflowError } from '../model/mlflowError.ts';
import { isArtifactReference, isRunReference, type RunReference } from '../model/references.ts';
import { listModelSources, type ModelSource } from '../registry/modelSources.ts';
import { registerModel } from '../registry/registerModel.ts';
import type { MlflowStore } from '../store/mlflowStore.ts';
import { pickRun } from './pickRun.ts';
import type { RegistryCommandParts } from './registry.ts';
import { requireTrust, requireWritable } from './requireWritable.ts';

/** Registers a model of a run as a new version, under a registered name or a new one. */
export async function registerRunModel(parts: RegistryCommandParts, node: unknown): Promise<void> {
  const title = vscode.l10n.t('Register Model');
  requireTrust(title);
  const run = isRunReference(node) ? node : await pickRun(parts, title);
  if (run === undefined) {
    return;
  }
  const store = await parts.stores.open(run.storeUri);
  await requireWritable(store, title);
  const source = await chooseSource(parts, store, run, node, title);
  const name = source && (await chooseName(parts, store, title));
  if (source === undefined || name === undefined) {
    return;
  }
  const { version } = await registerModel(store.registry, { name, source: source.uri, runId: run.runId });
  parts.onDidChangeRegistry();
  parts.messages.showInfo(vscode.l10n.t('Registered {0} as version {1} of {2}.', source.name, version, name));
}

async function chooseSource(
  parts: RegistryCommandParts,
  store: MlflowStore,
  run: RunReference,
  node: unknown,
  title: string,
): Promise<ModelSource | undefined> {
  if (isArtifactReference(node) && node.artifactPath !== '') {
    return { name: node.artifactPath, uri: `runs:/${run.runId}/${node.artifactPath}` };
  }
  const sources = await listModelSources(store, run.runId);
  if (sources.length === 0) {
    const detail = vscode.l10n.t('no folder of its artifacts holds an MLmodel file, and it logged no model');
    throw new MlflowError('notFound', { what: vscode.l10n.t('A model of this run'), detail });
  }
  if (sources.length === 1) {
    return sources[0];
  }
  const choices = sources.map((source): Choice<ModelSource> => ({
    label: source.name,
    icon: new vscode.ThemeIcon('package'),
    value: source,
  }));
  return await parts.prompts.pick(choices, { title, placeholder: vscode.l10n.t('Model of the run') });
}

async function chooseName(
  { prompts }: RegistryCommandParts,
  store: MlflowStore,
  title: string,
): Promise<string | undefined> {
  const newName = Symbol('new name');
  const models = await store.registry.registeredModels();
  if (models.length > 0) {
    const choices: Choice<string | symbol>[] = [
      { label: vscode.l10n.t('New registered model…'), icon: new vscode.ThemeIcon('add'), value: newName },
      ...models.map(({ name }): Choice<string> => ({
        label: name,
        icon: new vscode.ThemeIcon('library'),
        value: name,
      })),
    ];
    const picked = await prompts.pick(choices, { title, placeholder: vscode.l10n.t('Registered model') });
    if (typeof picked !== 'symbol') {
      return picked;
    }
  }
  const typed = await prompts.input({
    title,
    prompt: vscode.l10n.t('Name of the registered model'),
    validate: (text) => nameProblem(text, new Set(models.map(({ name }) => name))),
  });
  return typed?.trim();
}

/** MLflow's rule (mlflow/utils/validation.py): not empty, and none of the signs that its URIs are made of. */
function nameProblem(typed: string, taken: ReadonlySet<string>): string | undefined {
  const name = typed.trim();
  if (name === '' || /[/:]/.test(name)) {
    return vscode.l10n.t('A name without / and :');
  }
  return taken.has(name) ? vscode.l10n.t('There is a model of this name already') : undefined;
}
