import type { MetricPoint } from '../../model/run.ts';
import { fileErrorCode, type FileAccess } from './fileAccess.ts';
import { readLatestPoint } from './metricFile.ts';
import type { MetricMark } from './readRun.ts';

export interface TextKey {
  readonly folder: 'params' | 'tags';
  readonly key: string;
}

/** Files of a run that may have changed. */
export interface RunGrowthParams {
  readonly runFolder: string;
  /** With how far each has been read; an unread one has no mark. */
  readonly metrics: ReadonlyMap<string, MetricMark | undefined>;
  readonly texts: readonly TextKey[];
}

export interface RunGrowth {
  /** The files are not what they were taken for (a folder, shorter than before, gone): only reading the run anew will do. */
  readonly isStale: boolean;
  readonly metrics: ReadonlyMap<string, MetricMark & { readonly latest: MetricPoint | undefined }>;
  readonly texts: readonly (TextKey & { readonly text: string })[];
}

const stale: RunGrowth = { isStale: true, metrics: new Map(), texts: [] };

/** Reads what was appended to the metrics, and the texts: one file opened for each. */
export function readRunGrowth(access: FileAccess, { runFolder, metrics, texts }: RunGrowthParams): RunGrowth {
  const grown = new Map<string, MetricMark & { readonly latest: MetricPoint | undefined }>();
  const read: (TextKey & { readonly text: string })[] = [];
  try {
    for (const [key, mark] of metrics) {
      const growth = readMetricGrowth(access, `${runFolder}/metrics/${key}`, mark);
      if (growth === undefined) {
        return stale;
      }
      grown.set(key, growth);
    }
    for (const { folder, key } of texts) {
      read.push({ folder, key, text: access.read(`${runFolder}/${folder}/${key}`).toString() });
    }
  } catch (error) {
    if (fileErrorCode(error) === undefined) {
      throw error;
    }
    return stale;
  }
  return { isStale: false, metrics: grown, texts: read };
}

function readMetricGrowth(
  access: FileAccess,
  path: string,
  mark: MetricMark = { settled: undefined, settledLength: 0 },
): (MetricMark & { readonly latest: MetricPoint | undefined }) | undefined {
  const size = access.stamp(path)?.size;
  if (size === undefined || size < mark.settledLength) {
    return undefined;
  }
  const { latest, settled, settledLength } = readLatestPoint(access.read(path, mark.settledLength), mark.settled);
  return { latest, settled, settledLength: mark.settledLength + settledLength };
}
