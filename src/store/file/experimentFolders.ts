import type { Experiment } from '../../model/experiment.ts';
import { MlflowError } from '../../model/mlflowError.ts';
import type { LifecycleStage, ViewType } from '../../model/run.ts';
import type { FileAccess } from './fileAccess.ts';
import { readingError, wireProblem, type WireProblem } from './fileProblems.ts';
import { readTexts } from './keyFiles.ts';
import { isSafeId, metaFile, registryFolder, reservedExperimentFolders, trashFolder } from './layout.ts';
import { listFolders, readMetaFiles, type MetaRetries } from './metaFiles.ts';
import { experimentOf } from './runMeta.ts';

export interface ExperimentListing {
  readonly experiments: readonly Experiment[];
  readonly problems: readonly WireProblem[];
}

/**
 * The experiments of a store folder in the order of MLflow's `search_experiments`: newest first, then by id. Deleted ones lie in `.trash`.
 *
 * @throws MlflowError notFound when the store folder is not there, unreadable
 */
export function listExperiments(
  access: FileAccess,
  root: string,
  view: ViewType,
  retries: MetaRetries,
): ExperimentListing {
  requireStoreFolder(access, root);
  const parts = [
    ...(view === 'deleted' ? [] : [readExperiments(access, root, 'active', retries)]),
    ...(view === 'active' ? [] : [readExperiments(access, `${root}/${trashFolder}`, 'deleted', retries)]),
  ];
  return {
    experiments: parts.flatMap((part) => part.experiments).sort(compareExperiments),
    problems: parts.flatMap((part) => part.problems),
  };
}

/** Where an experiment lies, deleted or not; undefined when it is nowhere. @throws MlflowError notFound for the store folder itself */
export function findExperimentFolder(access: FileAccess, root: string, experimentId: string): string | undefined {
  requireStoreFolder(access, root);
  if (!isSafeId(experimentId) || experimentId === trashFolder) {
    return undefined;
  }
  const candidates = [`${root}/${experimentId}`, `${root}/${trashFolder}/${experimentId}`];
  return candidates.find((folder) => access.stamp(folder) !== undefined);
}

/** Folders of all experiments, the deleted ones last. */
export function experimentFolders(access: FileAccess, root: string): readonly string[] {
  requireStoreFolder(access, root);
  const trash = `${root}/${trashFolder}`;
  const active = experimentNames(listFolders(access, root)).map((name) => `${root}/${name}`);
  return [...active, ...listFolders(access, trash).map((name) => `${trash}/${name}`)];
}

/** Names of the folders of an experiment that may be runs. */
export function runFolderNames(access: FileAccess, experimentFolder: string): readonly string[] {
  return listFolders(access, experimentFolder).filter((name) => !reservedExperimentFolders.has(name));
}

/** @throws MlflowError notFound, unreadable */
export function requireStoreFolder(access: FileAccess, root: string): void {
  let stamp;
  try {
    stamp = access.stamp(root);
  } catch (error) {
    throw readingError(error, root);
  }
  if (stamp === undefined) {
    throw new MlflowError('notFound', { what: root });
  }
}

function experimentNames(names: readonly string[]): readonly string[] {
  return names.filter((name) => name !== trashFolder && name !== registryFolder);
}

function readExperiments(
  access: FileAccess,
  parent: string,
  stage: LifecycleStage,
  retries: MetaRetries,
): ExperimentListing {
  const problems: WireProblem[] = [];
  const names = experimentNames(listFolders(access, parent));
  const outcomes = readMetaFiles(
    access,
    names.map((name) => `${parent}/${name}`),
    (fields, path, folder) => {
      const name = folder.slice(parent.length + 1);
      const onProblem = (error: MlflowError): void => {
        problems.push(wireProblem(error, name));
      };
      return experimentOf(fields, path, name, stage, readTexts(access, `${folder}/tags`, onProblem));
    },
    retries,
  );
  const experiments = outcomes.flatMap((outcome) => {
    if ('meta' in outcome) {
      return outcome.meta;
    }
    if (isProblem(outcome.error, access, outcome.folder)) {
      problems.push(wireProblem(outcome.error, outcome.folder.slice(parent.length + 1)));
    }
    return [];
  });
  return { experiments, problems };
}

/** A folder without meta.yaml that holds none of an experiment's folders is somebody else's, and no problem. */
function isProblem(error: MlflowError, access: FileAccess, folder: string): boolean {
  return (
    !MlflowError.is(error, 'notFound') ||
    [...reservedExperimentFolders].some((name) => access.stamp(`${folder}/${name}`) !== undefined) ||
    listFolders(access, folder).some((name) => access.stamp(`${folder}/${name}/${metaFile}`) !== undefined)
  );
}

function compareExperiments(a: Experiment, b: Experiment): number {
  const byTime = (b.creationTime ?? Number.NEGATIVE_INFINITY) - (a.creationTime ?? Number.NEGATIVE_INFINITY);
  return byTime || (a.experimentId < b.experimentId ? -1 : 1);
}
