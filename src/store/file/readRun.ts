import { MlflowError } from '../../model/mlflowError.ts';
import { mlflowTags, type MetricPoint, type Run, type RunInfo } from '../../model/run.ts';
import type { ExperimentDatasets } from './experimentDatasets.ts';
import type { FileAccess } from './fileAccess.ts';
import { readKeyFiles, readTexts } from './keyFiles.ts';
import { readLatestPoint } from './metricFile.ts';

/** How far a metric's file has been read, so that what is appended can be read alone. */
export interface MetricMark {
  /** The latest point of the whole lines; absent when there is none. */
  readonly settled: MetricPoint | undefined;
  /** How many bytes those lines take. */
  readonly settledLength: number;
}

export interface RunReading {
  readonly run: Run;
  readonly marks: ReadonlyMap<string, MetricMark>;
  readonly problems: readonly MlflowError[];
}

/** Reads everything that was logged to a run; what cannot be read is a problem and missing, the rest is there. */
export function readRun(
  access: FileAccess,
  folder: string,
  info: RunInfo,
  experimentDatasets: ExperimentDatasets,
): RunReading {
  const problems: MlflowError[] = [];
  const onProblem = (error: MlflowError): void => {
    problems.push(error);
  };
  const metrics = new Map<string, MetricPoint>();
  const marks = new Map<string, MetricMark>();
  readKeyFiles(access, `${folder}/metrics`, {
    onFile: (key, bytes, path) => {
      const { latest, settled, settledLength, malformedLine } = readLatestPoint(bytes);
      marks.set(key, { settled, settledLength });
      if (latest !== undefined) {
        metrics.set(key, latest);
      }
      if (malformedLine !== undefined) {
        onProblem(malformedMetric(path, malformedLine));
      }
    },
    onProblem,
  });
  const params = readTexts(access, `${folder}/params`, onProblem);
  const tags = readTexts(access, `${folder}/tags`, onProblem);
  const named = info.runName === '' ? { ...info, runName: tags.get(mlflowTags.runName) ?? '' } : info;
  const datasets = experimentDatasets.usesOf(folder, onProblem);
  const run = { info: named, params, metrics, tags, ...(datasets.length > 0 ? { datasets } : {}) };
  return { run, marks, problems };
}

const shownLength = 80;

export function malformedMetric(path: string, line: string): MlflowError {
  const shown = line.length > shownLength ? `${line.slice(0, shownLength)}…` : line;
  return new MlflowError('malformed', { what: path, detail: `not a metric point: "${shown}"` });
}
