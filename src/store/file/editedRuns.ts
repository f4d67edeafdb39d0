import { runFolderNames } from './experimentFolders.ts';
import type { FileAccess } from './fileAccess.ts';
import { metaFile } from './layout.ts';

export interface EditedRunsParams {
  /** An experiment's. */
  readonly folder: string;
  /** Milliseconds since 1970, by the clock of the file system. */
  readonly after: number;
}

export interface EditedRuns {
  readonly runIds: readonly string[];
  /** When the last edit was, or `after` when there was none since. */
  readonly latest: number;
}

/**
 * The runs whose meta.yaml was written, or whose tags came or went, after a time: what people do to runs that are over (rename, delete,
 * restore, tag). Costs two looks at a file's time for each run and opens nothing.
 */
export function findEditedRuns(access: FileAccess, { folder, after }: EditedRunsParams): EditedRuns {
  const runIds: string[] = [];
  let latest = after;
  for (const name of runFolderNames(access, folder)) {
    const modified = Math.max(
      timeOf(access, `${folder}/${name}/${metaFile}`),
      timeOf(access, `${folder}/${name}/tags`),
    );
    if (modified > after) {
      runIds.push(name);
      latest = Math.max(latest, modified);
    }
  }
  return { runIds, latest };
}

function timeOf(access: FileAccess, path: string): number {
  return access.stamp(path)?.modified ?? Number.NEGATIVE_INFINITY;
}
