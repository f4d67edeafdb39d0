import { MlflowError } from '../../model/mlflowError.ts';
import { findExperimentFolder } from './experimentFolders.ts';
import type { FileAccess } from './fileAccess.ts';
import { tracesFolder } from './layout.ts';
import { listFolders } from './metaFiles.ts';

/** What a folder of `traces` has when it is one (MLflow 2.14 and later). */
const traceInfoFile = 'trace_info.yaml';

/** How many traces an experiment has, without reading any. @throws MlflowError notFound */
export function countTraces(access: FileAccess, root: string, experimentId: string): number {
  const folder = findExperimentFolder(access, root, experimentId);
  if (folder === undefined) {
    throw new MlflowError('notFound', { what: experimentId });
  }
  const traces = `${folder}/${tracesFolder}`;
  return listFolders(access, traces).filter((name) => access.stamp(`${traces}/${name}/${traceInfoFile}`) !== undefined)
    .length;
}
