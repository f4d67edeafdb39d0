import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

export interface GeneratedStore {
  readonly root: string;
  readonly experimentId: string;
}

/** How much each run holds. */
export interface RunShape {
  /** Nothing but a meta.yaml: for tests that need many runs and not their contents. */
  readonly isBare?: boolean;
  readonly params: number;
  /** Metrics of one point. */
  readonly metrics: number;
  /** Points of the metric `loss`; 0: no such metric. */
  readonly lossPoints: number;
  /** Tags besides the four that MLflow sets. */
  readonly tags: number;
}

/** About what a training script logs: 30 files for a run. */
export const usualRun: RunShape = { params: 10, metrics: 10, lossPoints: 100, tags: 4 };

const firstStart = 1_700_000_000_000;
const experimentId = '123456789012345678';

/** One run as {@link generateFileStore} writes it, for comparing with what MLflow writes of the same values. */
export interface GeneratedRun {
  readonly runId: string;
  readonly runName: string;
  readonly startTime: number;
  readonly endTime: number;
  readonly params: Readonly<Record<string, string>>;
  readonly metrics: Readonly<Record<string, readonly (readonly [timestamp: number, value: number, step: number])[]>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** Writes a store with one experiment of finished runs, as MLflow 3.18 would have: the same numbers every time. */
export function generateFileStore(root: string, runs: number, shape: RunShape = usualRun): GeneratedStore {
  const experimentFolder = `${root}/${experimentId}`;
  mkdirSync(`${root}/.trash`, { recursive: true });
  mkdirSync(`${root}/models`, { recursive: true });
  writeExperiment(root, '0', 'Default');
  writeExperiment(root, experimentId, 'bench');
  for (let index = 0; index < runs; index++) {
    const run = generatedRun(index, shape);
    writeRun(experimentFolder, run);
    if (shape.isBare !== true) {
      writeLogged(experimentFolder, run);
    }
  }
  return { root, experimentId };
}

export function generatedRun(index: number, shape: RunShape): GeneratedRun {
  const random = randomNumbers(index + 1);
  const startTime = firstStart + index * 1000;
  const loss: [number, number, number][] = Array.from({ length: shape.lossPoints }, (_, step) => [
    startTime + step,
    random(),
    step,
  ]);
  return {
    runId: createHash('md5').update(String(index)).digest('hex'),
    runName: `run-${index}`,
    startTime,
    endTime: startTime + 60_000,
    params: Object.fromEntries(numbered('param', shape.params, () => String(random()))),
    metrics: Object.fromEntries([
      ...numbered('metric', shape.metrics, (): [number, number, number][] => [[startTime, random(), 0]]),
      ...(loss.length > 0 ? [['loss', loss] as const] : []),
    ]),
    tags: {
      'mlflow.user': 'root',
      'mlflow.source.name': 'train.py',
      'mlflow.source.type': 'LOCAL',
      'mlflow.runName': `run-${index}`,
      ...Object.fromEntries(numbered('tag', shape.tags, (n) => `value ${(index * 7 + n) % 50}`)),
    },
  };
}

function numbered<Value>(name: string, count: number, make: (n: number) => Value): [string, Value][] {
  return Array.from({ length: count }, (_, n) => [`${name}_${n}`, make(n)]);
}

function writeExperiment(root: string, id: string, name: string): void {
  const folder = `${root}/${id}`;
  mkdirSync(folder, { recursive: true });
  const fields = [
    `artifact_location: ${pathToFileURL(folder).toString()}`,
    `creation_time: ${firstStart}`,
    'effective_trace_archival_retention: null',
    `experiment_id: '${id}'`,
    `last_update_time: ${firstStart}`,
    'lifecycle_stage: active',
    `name: ${name}`,
    'trace_location: null',
    'workspace: default',
  ];
  writeFileSync(`${folder}/meta.yaml`, `${fields.join('\n')}\n`);
}

function writeRun(experimentFolder: string, run: GeneratedRun): void {
  const folder = `${experimentFolder}/${run.runId}`;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/meta.yaml`, runMeta(folder, run));
}

function writeLogged(experimentFolder: string, run: GeneratedRun): void {
  const folder = `${experimentFolder}/${run.runId}`;
  for (const name of ['params', 'metrics', 'tags', 'artifacts']) {
    mkdirSync(`${folder}/${name}`, { recursive: true });
  }
  for (const [key, value] of Object.entries(run.params)) {
    writeFileSync(`${folder}/params/${key}`, value);
  }
  for (const [key, value] of Object.entries(run.tags)) {
    writeFileSync(`${folder}/tags/${key}`, value);
  }
  for (const [key, points] of Object.entries(run.metrics)) {
    const lines = points.map(([timestamp, value, step]) => `${timestamp} ${value} ${step}\n`);
    writeFileSync(`${folder}/metrics/${key}`, lines.join(''));
  }
}

function runMeta(folder: string, { runId, runName, startTime, endTime }: GeneratedRun): string {
  const fields = [
    `artifact_uri: ${pathToFileURL(folder).toString()}/artifacts`,
    `end_time: ${endTime}`,
    "entry_point_name: ''",
    `experiment_id: '${experimentId}'`,
    'lifecycle_stage: active',
    `run_id: ${runId}`,
    `run_name: ${runName}`,
    "source_name: ''",
    'source_type: 4',
    "source_version: ''",
    `start_time: ${startTime}`,
    'status: 3',
    'tags: []',
    'user_id: root',
  ];
  return `${fields.join('\n')}\n`;
}

/** mulberry32, in the range of 0.1 to 1: there Python and JavaScript print a number alike. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return 0.1 + (0.9 * ((mixed ^ (mixed >>> 14)) >>> 0)) / 4_294_967_296;
  };
}
