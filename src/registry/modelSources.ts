import type { ArtifactRepository } from '../store/artifactRepository.ts';
import type { LoggedModels } from '../store/loggedModels.ts';
import type { TrackingStore } from '../store/trackingStore.ts';

/** Something of a run that can become a version of a registered model. */
export interface ModelSource {
  /** What people know it by: the artifact folder, or the logged model's name. */
  readonly name: string;
  /** What {@link RegistryStore.createModelVersion} takes: `runs:/<run>/<path>` or `models:/m-…`. */
  readonly uri: string;
}

/** What is asked of a store; every `MlflowStore` has it. */
export interface ModelSourceStore {
  readonly tracking: Pick<TrackingStore, 'artifacts'>;
  readonly loggedModels?: LoggedModels | undefined;
}

const modelFile = 'MLmodel';
/** Models lie at most so many folders below the artifact root, or they take too long to find on a server. */
const searchDepth = 3;

/** Everything of a run that can be registered: its artifact folders with an MLmodel file, then its logged models of MLflow 3. */
export async function listModelSources(
  { tracking, loggedModels }: ModelSourceStore,
  runId: string,
  signal?: AbortSignal,
): Promise<readonly ModelSource[]> {
  const folders = await modelFolders(await tracking.artifacts(runId, signal), signal);
  const logged = (await loggedModels?.ofRun(runId, signal)) ?? [];
  return [
    ...folders.map((path) => ({
      name: path === '' ? modelFile : path,
      uri: path === '' ? `runs:/${runId}` : `runs:/${runId}/${path}`,
    })),
    ...logged.map(({ modelId, name }) => ({ name, uri: `models:/${modelId}` })),
  ];
}

/** Folders that hold an MLmodel file, outermost first; what lies inside a model is not looked at. */
export async function modelFolders(
  artifacts: Pick<ArtifactRepository, 'list'>,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const found: string[] = [];
  let level = [''];
  for (let depth = 0; depth <= searchDepth && level.length > 0; depth++) {
    const next: string[] = [];
    for (const folder of level) {
      const entries = await artifacts.list(folder, signal);
      if (entries.some((entry) => !entry.isDirectory && nameOf(entry.path) === modelFile)) {
        found.push(folder);
      } else {
        next.push(...entries.filter((entry) => entry.isDirectory).map((entry) => entry.path));
      }
    }
    level = next;
  }
  return found;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
