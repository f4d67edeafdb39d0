import type { MetricHistory } from '../../model/metricHistory.ts';
import { MlflowError } from '../../model/mlflowError.ts';
import type { FileAccess } from './fileAccess.ts';
import { isAbsence, readingError } from './fileProblems.ts';
import { isSafeKey } from './layout.ts';
import { readAllPoints } from './metricFile.ts';

/** All points of a metric in the order of its file. @throws MlflowError notFound when the run has no such metric, unreadable */
export function readHistory(access: FileAccess, runFolder: string, key: string): MetricHistory {
  const path = `${runFolder}/metrics/${key}`;
  if (!isSafeKey(key)) {
    throw new MlflowError('notFound', { what: key, detail: runFolder });
  }
  try {
    return { key, ...readAllPoints(access.read(path)) };
  } catch (error) {
    throw isAbsence(error) ? new MlflowError('notFound', { what: key, detail: runFolder }) : readingError(error, path);
  }
}
