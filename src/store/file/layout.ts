import { basename } from 'node:path';

/** Names of MLflow's file_store.py. */
export const metaFile = 'meta.yaml';
/** That of a dataset may hold a profile of 16 MB (mlflow/utils/validation.py); what is larger is none. */
export const maxMetaBytes = 32 * 1024 * 1024;
export const trashFolder = '.trash';
export const registryFolder = 'models';

/** The folders of a run that hold one file per key. */
export const keyFolders = ['params', 'metrics', 'tags'] as const;
export type KeyFolder = (typeof keyFolders)[number];

/** What went into a run (MLflow 2.4 and later) and what models came out of it (MLflow 3): a folder for each, below the run's. */
export const inputsFolder = 'inputs';
export const outputsFolder = 'outputs';

/** Folders of an experiment that are not runs. */
export const datasetsFolder = 'datasets';
export const tracesFolder = 'traces';
export const loggedModelsFolder = 'models';
export const reservedExperimentFolders: ReadonlySet<string> = new Set([
  'tags',
  datasetsFolder,
  tracesFolder,
  loggedModelsFolder,
]);

/** Whether a folder's name is one that MLflow gives to runs: a UUID without dashes. Other names are possible (`runs/create` of a client may choose). */
export function looksLikeRunId(name: string): boolean {
  return /^[0-9a-f]{32}$/.test(name);
}

/** Whether a metric, param or tag of this name can be a file of the store: MLflow refuses names that lead elsewhere. */
export function isSafeKey(key: string): boolean {
  return (
    key !== '' && key.split('/').every((part) => part !== '' && part !== '.' && part !== '..') && !key.includes('\0')
  );
}

/** Whether an id or the name of a registered model names a folder directly inside another: on Windows, a backslash leads elsewhere too. */
export function isSafeId(id: string): boolean {
  return id !== '' && id !== '.' && id !== '..' && basename(id) === id && !id.includes('\0');
}
