import type { RunReference } from '../model/references.ts';
import type { ArtifactEntry, ArtifactRepository } from '../store/artifactRepository.ts';
import type { ArtifactNode } from './treeNodes.ts';

/** So many folders are looked into for an MLmodel file; a folder of thousands of checkpoints is not worth a look each. */
const inspectedFolders = 50;

/** The artifacts in one folder of a run. */
export async function artifactNodes(
  repository: ArtifactRepository,
  { storeUri, experimentId, runId }: RunReference,
  folder: string,
): Promise<readonly ArtifactNode[]> {
  const entries = await repository.list(folder);
  const folders = entries.filter((entry) => entry.isDirectory).slice(0, inspectedFolders);
  const models = new Set<string>();
  await Promise.all(
    folders.map(async ({ path }) => {
      if (await holdsModel(repository, path)) {
        models.add(path);
      }
    }),
  );
  return entries.map((entry: ArtifactEntry) => ({
    kind: 'artifact',
    storeUri,
    experimentId,
    runId,
    artifactPath: entry.path,
    isDirectory: entry.isDirectory,
    isModel: models.has(entry.path),
    ...(entry.size !== undefined && { size: entry.size }),
  }));
}

/** Only local folders are looked into: a server would be asked once per folder. */
async function holdsModel(repository: ArtifactRepository, path: string): Promise<boolean> {
  if (repository.localPath(path) === undefined) {
    return false;
  }
  // A folder that cannot be read says so when it is expanded.
  const entries = await repository.list(path).catch(() => []);
  return entries.some((entry) => !entry.isDirectory && entry.path === `${path}/MLmodel`);
}

export function artifactName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function artifactFolder(path: string): string {
  return path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '';
}

/** The folder of all artifacts of a run. */
export function artifactRoot({ storeUri, experimentId, runId }: RunReference): ArtifactNode {
  return { kind: 'artifact', storeUri, experimentId, runId, artifactPath: '', isDirectory: true, isModel: false };
}
