import type { ArtifactEntry } from '../artifactRepository.ts';

/** Folders first, each group by name. */
export function sortEntries(entries: readonly ArtifactEntry[]): readonly ArtifactEntry[] {
  return entries.toSorted(
    (a, b) => Number(b.isDirectory) - Number(a.isDirectory) || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0),
  );
}
