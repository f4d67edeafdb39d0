import type { LoggedModelMetric } from '../../model/loggedModel.ts';
import { parseFloatOfPython, parseInteger, replacesLatest } from './metricFile.ts';

type ModelPoint = Omit<LoggedModelMetric, 'key'>;

/**
 * The latest point of each dataset in the metric file of a logged model (MLflow 3, file_store.py: `timestamp value step run_id`, with dataset
 * name and digest behind it where one was named). Lines that are no points are left out.
 */
export function readLatestModelPoints(text: string): readonly ModelPoint[] {
  const latest = new Map<string, ModelPoint>();
  for (const line of text.split('\n')) {
    const point = parseModelPoint(line);
    if (point !== undefined) {
      const dataset = JSON.stringify([point.datasetName, point.datasetDigest]);
      const known = latest.get(dataset);
      if (known === undefined || replacesLatest(known, point)) {
        latest.set(dataset, point);
      }
    }
  }
  return [...latest.values()];
}

function parseModelPoint(line: string): ModelPoint | undefined {
  const fields = line.trim().split(' ');
  const timestamp = parseInteger(fields[0]);
  const value = parseFloatOfPython(fields[1] ?? '');
  const step = parseInteger(fields[2]);
  const [, , , runId, datasetName, datasetDigest] = fields;
  const isPoint = fields.length === 4 || fields.length === 6;
  if (!isPoint || timestamp === undefined || value === undefined || step === undefined || runId === undefined) {
    return undefined;
  }
  return {
    value,
    timestamp,
    step,
    runId,
    ...(datasetName === undefined ? {} : { datasetName, datasetDigest }),
  };
}
