/** Names of MLflow's file_store.py; folders of an experiment that are not runs are reserved. */
export const metaFile = 'meta.yaml';
export const trashFolder = '.trash';
export const registryFolder = 'models';
export const reservedExperimentFolders: ReadonlySet<string> = new Set(['tags', 'datasets', 'traces', 'models']);

/** The folders of a run that hold one file per key. */
export const keyFolders = ['params', 'metrics', 'tags'] as const;
export type KeyFolder = (typeof keyFolders)[number];

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

/** Whether an id names a folder directly inside another. */
export function isSafeId(id: string): boolean {
  return id !== '' && id !== '.' && id !== '..' && !/[/\\\0]/.test(id);
}
