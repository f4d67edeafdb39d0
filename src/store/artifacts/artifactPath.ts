import { MlflowError } from '../../model/mlflowError.ts';

/**
 * The parts of an artifact path; none for the root, ''.
 *
 * @throws MlflowError outsideRoot for an absolute path and for one with `..`, also behind a backslash or a drive letter
 */
export function artifactPathParts(path: string): readonly string[] {
  const isAbsolute = /^[/\\]|^[A-Za-z]:[/\\]/.test(path);
  const climbs = path.split(/[/\\]/).includes('..');
  if (isAbsolute || climbs || path.includes('\0')) {
    throw new MlflowError('outsideRoot', { what: path });
  }
  return path.split('/').filter((part) => part !== '' && part !== '.');
}

/** The path in the one form that entries have: no empty parts, no `.`. @throws MlflowError outsideRoot */
export function normalArtifactPath(path: string): string {
  return artifactPathParts(path).join('/');
}
