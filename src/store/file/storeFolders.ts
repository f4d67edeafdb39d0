import { requireStoreFolder } from './experimentFolders.ts';
import type { FileAccess } from './fileAccess.ts';
import { registryFolder, trashFolder } from './layout.ts';
import { listFolders } from './metaFiles.ts';

/** The folders of a store that tell of changes outside of runs. */
export interface StoreFolders {
  /** Ids of the experiments that are not deleted. */
  readonly experimentIds: readonly string[];
  /** Those of the registry: its own, those of models, of their versions, and of what belongs to them. */
  readonly registry: readonly string[];
}

/** A registry that is larger is followed in part; reading it is not limited. */
const maxRegistryFolders = 500;

/** @throws MlflowError notFound when the store is gone */
export function readStoreFolders(access: FileAccess, root: string): StoreFolders {
  requireStoreFolder(access, root);
  const names = listFolders(access, root);
  return {
    experimentIds: names.filter((name) => name !== trashFolder && name !== registryFolder),
    registry: names.includes(registryFolder) ? foldersBelow(access, `${root}/${registryFolder}`) : [],
  };
}

function foldersBelow(access: FileAccess, top: string): readonly string[] {
  const folders = [top];
  for (let i = 0; i < folders.length && folders.length < maxRegistryFolders; i++) {
    const folder = folders[i] ?? top;
    folders.push(...listFolders(access, folder).map((name) => `${folder}/${name}`));
  }
  return folders.slice(0, maxRegistryFolders);
}
