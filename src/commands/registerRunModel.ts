import * as vscode from 'vscode';
import type { Choice } from '../host/prompts.ts';
import { MlflowError } from '../model/mlflowError.ts';
import {
  isArtifactReference,
  isExperimentReference,
  isLoggedModelReference,
  isRunReference,
  type LoggedModelReference,
  type RunReference,
} from '../model/references.ts';
import { listModelSources, type ModelSource } from '../registry/modelSources.ts';
import { registerModel } from '../registry/registerModel.ts';
import type { MlflowStore } from '../store/mlflowStore.ts';
import { pickRun } from './pickRun.ts';
import { openActiveStore } from './pickStore.ts';
import { pickTargetModel } from './pickTargetModel.ts';
import type { RegistryCommandParts } from './registry.ts';
import { requireTrust, requireWritable } from './requireWritable.ts';

/** Something to register, with the run it comes from; absent: no run made it. */
interface Registered {
  readonly source: ModelSource;
  readonly runId: string | undefined;
}

/** Registers a model of a run, or a logged model, as a new version, under a registered name or a new one. */
export async function registerRunModel(parts: RegistryCommandParts, node: unknown): Promise<void> {
  const title = vscode.l10n.t('Register Model');
  requireTrust(title);
  if (!isExperimentReference(node)) {
    await requireWritable(await openActiveStore(parts), title);
  }
  const target = isRunReference(node) || isLoggedModelReference(node) ? node : await pickRun(parts, title);
  if (target === undefined) {
    return;
  }
  const store = await parts.stores.open(target.storeUri);
  await requireWritable(store, title);
  const registered = await chooseSource(parts, store, target, title);
  const name = registered && (await pickTargetModel(parts.prompts, store, title));
  if (registered === undefined || name === undefined) {
    return;
  }
  const { source, runId } = registered;
  const { version } = await registerModel(store.registry, { name, source: source.uri, runId });
  parts.onDidChangeRegistry();
  parts.messages.showInfo(vscode.l10n.t('Registered {0} as version {1} of {2}.', source.name, version, name));
}

async function chooseSource(
  parts: RegistryCommandParts,
  store: MlflowStore,
  target: RunReference | LoggedModelReference,
  title: string,
): Promise<Registered | undefined> {
  if (isLoggedModelReference(target)) {
    return await loggedSource(store, target);
  }
  const { runId } = target;
  if (isArtifactReference(target) && target.artifactPath !== '') {
    const source = { name: target.artifactPath, uri: `runs:/${runId}/${target.artifactPath}` };
    return { source, runId };
  }
  const source = await chooseSourceOfRun(parts, store, runId, title);
  return source && { source, runId };
}

async function loggedSource({ loggedModels }: MlflowStore, { modelId }: LoggedModelReference): Promise<Registered> {
  const model = await loggedModels?.loggedModel(modelId);
  return { source: { name: model?.name ?? modelId, uri: `models:/${modelId}` }, runId: model?.sourceRunId };
}

async function chooseSourceOfRun(
  parts: RegistryCommandParts,
  store: MlflowStore,
  runId: string,
  title: string,
): Promise<ModelSource | undefined> {
  const sources = await listModelSources(store, runId);
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
