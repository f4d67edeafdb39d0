import { realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { MlflowError } from '../model/mlflowError.ts';
import type { ArtifactRepository } from './artifactRepository.ts';
import { LocalArtifactRepository } from './artifacts/localArtifactRepository.ts';
import { parseArtifactUri } from './artifactUri.ts';
import { isAbsence, readingError } from './file/fileProblems.ts';
import type { StoreEnvironment } from './storeEnvironment.ts';

/** Where artifacts of one store may be. */
export interface ArtifactSurroundings {
  /** The folder of the store: `mlruns`, or the one that holds the database file; absent for a server. */
  readonly storeFolder?: string | undefined;
  readonly environment: Pick<StoreEnvironment, 'workspaceFolders' | 'isTrusted'>;
  /** Opens what is read through a server; absent, or answering undefined: such a location is not supported. */
  readonly openRemote?: ((scheme: string, uri: string) => ArtifactRepository | undefined) | undefined;
}

/**
 * The artifacts at a location as runs, experiments and model versions state it; for `runs:` and `models:`, resolve it first.
 *
 * A local location that does not exist is looked for where the store is now: a relative one (MLflow 1.x stores `./artifacts` as the
 * training script said it) below the store's folder, its parent and the workspace folders; an absolute one by its last parts
 * (`<experiment>/<run>/artifacts/…`) below the same folders, since stores are moved as a whole. An untrusted workspace reads nothing outside
 * store and workspace, and writes nothing.
 *
 * @throws MlflowError unsupportedLocation, untrusted
 */
export async function artifactRepositoryFor(
  uri: string,
  surroundings: ArtifactSurroundings,
): Promise<ArtifactRepository> {
  const location = parseArtifactUri(uri);
  if (location.kind === 'local') {
    return openLocal(uri, location.paths, surroundings);
  }
  const remote = location.kind === 'remote' ? surroundings.openRemote?.(location.scheme, location.uri) : undefined;
  if (remote === undefined) {
    throw new MlflowError('unsupportedLocation', { what: uri });
  }
  return remote;
}

async function openLocal(
  uri: string,
  paths: readonly string[],
  { storeFolder, environment }: ArtifactSurroundings,
): Promise<ArtifactRepository> {
  const bases = [...(storeFolder === undefined ? [] : storeBases(storeFolder)), ...environment.workspaceFolders];
  const experiments = storeFolder === undefined ? [] : [storeFolder, join(storeFolder, '.trash')];
  const candidates = paths.flatMap((path) => [...candidateRoots(path, bases), ...movedExperiment(path, experiments)]);
  const isReadOnly = !environment.isTrusted();
  const allowed = isReadOnly
    ? [...(storeFolder === undefined ? [] : [storeFolder]), ...environment.workspaceFolders]
    : undefined;
  const root = await chooseRoot(candidates, allowed);
  if (root === undefined) {
    throw new MlflowError(isReadOnly ? 'untrusted' : 'notFound', { what: uri });
  }
  return new LocalArtifactRepository(root, { isReadOnly });
}

/** Folders from which a location may count. Scripts run beside their `mlruns`, so that is where a relative one most likely starts. */
function storeBases(storeFolder: string): readonly string[] {
  const parent = dirname(storeFolder);
  const trash = join(storeFolder, '.trash');
  return basename(storeFolder) === 'mlruns' ? [parent, storeFolder, trash] : [storeFolder, trash, parent];
}

/** A place where artifacts may be; `known` is how many of its last folders the location named, and which may thus still be missing. */
interface Candidate {
  readonly path: string;
  readonly known: number;
}

/** So many parts, `<experiment>/<run>/artifacts`, have to agree for a folder elsewhere to be taken for the one that was moved. */
const leastTail = 3;

function candidateRoots(path: string, bases: readonly string[]): readonly Candidate[] {
  const parts = partsOf(path);
  if (isAbsolute(path)) {
    return [{ path, known: parts.length }, ...relocated(parts, bases)];
  }
  if (/^[A-Za-z]:[/\\]/.test(path)) {
    return relocated(parts, bases);
  }
  const known = parts.filter((part) => part !== '..').length;
  return [...bases.map((base) => ({ path: resolve(base, path), known })), ...relocated(parts, bases)];
}

function partsOf(path: string): readonly string[] {
  return path.split(/[/\\]/).filter((part) => part !== '' && part !== '.');
}

/** Where an experiment's own location is now: in a file store that is the experiment's folder, whose name is its number. */
function movedExperiment(path: string, storeFolders: readonly string[]): readonly Candidate[] {
  const experimentId = partsOf(path).at(-1) ?? '';
  return /^\d+$/.test(experimentId)
    ? storeFolders.map((folder) => ({ path: join(folder, experimentId), known: 1 }))
    : [];
}

/** Longest agreement first; the tail always holds the experiment, the run or logged model, and `artifacts`. */
function relocated(parts: readonly string[], bases: readonly string[]): readonly Candidate[] {
  const end = rootIndex(parts);
  const least = end < 0 ? leastTail : parts.length - end + (parts[end - 2] === 'models' ? leastTail : leastTail - 1);
  const tails = [];
  for (let length = parts.length; length >= least; length--) {
    const tail = parts.slice(parts.length - length);
    if (!tail.includes('..')) {
      tails.push(tail);
    }
  }
  return tails.flatMap((tail) => bases.map((base) => ({ path: join(base, ...tail), known: tail.length })));
}

/** Where the `artifacts` of a run or logged model is in a path; an experiment's own location may have a folder of that name too. */
function rootIndex(parts: readonly string[]): number {
  const known = parts.findIndex(
    (part, index) => part === 'artifacts' && /^(?:m-)?[0-9a-f]{32}$/.test(parts[index - 1] ?? ''),
  );
  return known < 0 ? parts.indexOf('artifacts') : known;
}

/** How many folders of an artifact root may be missing for it to be the right place all the same: experiment, run, `artifacts`. */
const mostMissing = 3;

/** The first that exists; else the first of which only the end is missing, since nothing may have been logged yet; else what was stated. */
async function chooseRoot(
  candidates: readonly Candidate[],
  allowed: readonly string[] | undefined,
): Promise<string | undefined> {
  const permitted = [];
  for (const candidate of candidates) {
    if (allowed === undefined || (await isInside(candidate.path, allowed))) {
      permitted.push(candidate);
    }
  }
  for (let missing = 0; missing <= mostMissing; missing++) {
    for (const { path, known } of permitted) {
      if (missing < known && (await isFolder(ancestor(path, missing)))) {
        return path;
      }
    }
  }
  const [stated] = candidates;
  return stated !== undefined && permitted.includes(stated) ? stated.path : undefined;
}

function ancestor(path: string, levels: number): string {
  return levels === 0 ? path : ancestor(dirname(path), levels - 1);
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    // A folder that may not be looked into is there; opening it says what is wrong.
    return !isAbsence(error);
  }
}

/** Whether a path, or as much of it as exists, really lies in one of the folders. */
async function isInside(path: string, folders: readonly string[]): Promise<boolean> {
  const real = await realAncestor(path);
  for (const folder of folders) {
    const realFolder = await realAncestor(folder);
    if (real === realFolder || real.startsWith(realFolder + sep)) {
      return true;
    }
  }
  return false;
}

/** The path with its links resolved, as far as it exists. */
async function realAncestor(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const parent = dirname(path);
    if (!isAbsence(error) || parent === path) {
      throw readingError(error, path);
    }
    return join(await realAncestor(parent), path.slice(parent.length).replace(/^[/\\]/, ''));
  }
}
