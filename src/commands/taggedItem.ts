import * as vscode from 'vscode';
import type { OpenStores } from '../host/openStores.ts';
import { MlflowError } from '../model/mlflowError.ts';
import { isModelVersionReference, isRegisteredModelReference, isRunReference } from '../model/references.ts';
import type { MlflowStore } from '../store/mlflowStore.ts';
import type { Noted } from '../store/notes.ts';

/** An experiment, run, registered model or version with its tags, and how these are written. */
export interface TaggedItem {
  readonly name: string;
  readonly tags: ReadonlyMap<string, string>;
  readonly setTag: (key: string, value: string) => Promise<void>;
  /** Absent for experiments, whose tags most versions of MLflow cannot delete. */
  readonly deleteTag?: ((key: string) => Promise<void>) | undefined;
}

/** @throws MlflowError notFound */
export async function readTaggedItem(stores: OpenStores, item: Noted): Promise<TaggedItem> {
  const store = await stores.open(item.storeUri);
  if (isModelVersionReference(item)) {
    return await taggedVersion(store, item.modelName, item.version);
  }
  if (isRegisteredModelReference(item)) {
    return await taggedModel(store, item.modelName);
  }
  return isRunReference(item) ? await taggedRun(store, item.runId) : await taggedExperiment(store, item.experimentId);
}

async function taggedRun({ tracking }: MlflowStore, runId: string): Promise<TaggedItem> {
  const { info, tags } = await tracking.run(runId);
  return {
    name: info.runName === '' ? runId : info.runName,
    tags,
    setTag: async (key, value) => await tracking.setTags(runId, new Map([[key, value]])),
    deleteTag: async (key) => await tracking.deleteTag(runId, key),
  };
}

async function taggedExperiment({ tracking }: MlflowStore, experimentId: string): Promise<TaggedItem> {
  const experiments = await tracking.experiments('all');
  const experiment = experiments.find((candidate) => candidate.experimentId === experimentId);
  if (experiment === undefined) {
    throw new MlflowError('notFound', { what: vscode.l10n.t('Experiment {0}', experimentId) });
  }
  return {
    name: experiment.name,
    tags: experiment.tags,
    setTag: async (key, value) => await tracking.setExperimentTag(experimentId, key, value),
  };
}

async function taggedModel({ registry }: MlflowStore, name: string): Promise<TaggedItem> {
  const { tags } = await registry.registeredModel(name);
  return {
    name,
    tags,
    setTag: async (key, value) => await registry.setModelTag(name, key, value),
    deleteTag: async (key) => await registry.deleteModelTag(name, key),
  };
}

async function taggedVersion({ registry }: MlflowStore, name: string, version: string): Promise<TaggedItem> {
  const versions = await registry.modelVersions(name);
  const found = versions.find((candidate) => candidate.version === version);
  if (found === undefined) {
    throw new MlflowError('notFound', { what: `models:/${name}/${version}` });
  }
  return {
    name: `${name} v${version}`,
    tags: found.tags,
    setTag: async (key, value) => await registry.setVersionTag(found, key, value),
    deleteTag: async (key) => await registry.deleteVersionTag(found, key),
  };
}
