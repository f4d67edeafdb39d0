import { parse, YAMLParseError } from 'yaml';
import { isJsonObject } from '../model/json.ts';
import { MlflowError } from '../model/mlflowError.ts';
import type { ModelVersion } from '../model/registeredModel.ts';
import type { Run } from '../model/run.ts';
import type { MlflowStore } from '../store/mlflowStore.ts';

/** An MLmodel file is small; what is larger is none. */
const largestModelFile = 1024 * 1024;

/** What two versions are compared by. */
export interface VersionFacts {
  readonly version: ModelVersion;
  /** Absent when no run made it, or the run is gone. */
  readonly run?: Run | undefined;
  /** The text of the MLmodel file; absent where it cannot be read. */
  readonly modelFile?: string | undefined;
}

/** Reads what {@link versionSummary} says. What is gone is left out. @throws MlflowError notFound when the version is */
export async function readVersionFacts(
  { tracking, registry }: Pick<MlflowStore, 'tracking' | 'registry'>,
  name: string,
  number: string,
): Promise<VersionFacts> {
  const versions = await registry.modelVersions(name);
  const version = versions.find((candidate) => candidate.version === number);
  if (version === undefined) {
    throw new MlflowError('notFound', { what: `models:/${name}/${number}` });
  }
  const { runId } = version;
  const [run, modelFile] = await Promise.all([
    runId === undefined ? undefined : orAbsent(async () => await tracking.run(runId)),
    orAbsent(async () => {
      const artifacts = await tracking.artifactsAt(version.storageLocation ?? version.source);
      return new TextDecoder().decode(await artifacts.read('MLmodel', { maxBytes: largestModelFile }));
    }),
  ]);
  return { version, run, modelFile };
}

/** A run or model that cannot be read any more must not hide what the registry knows. */
async function orAbsent<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (MlflowError.is(error)) {
      return undefined;
    }
    throw error;
  }
}

/** A version as text, the same things on the same lines in the same order, so that two of them can be compared line by line. */
export function versionSummary({ version, run, modelFile }: VersionFacts): string {
  const sections: readonly (readonly [title: string, lines: readonly string[]])[] = [
    ['Version', versionLines(version)],
    ['Description', version.description === '' ? [] : version.description.split('\n')],
    ['Tags', keyLines(version.tags)],
    ['Signature', signatureLines(modelFile)],
    ['Run', run === undefined ? [] : runLines(run)],
    ['Params', keyLines(run?.params ?? new Map())],
    ['Metrics', keyLines(new Map([...(run?.metrics ?? [])].map(([key, { value }]) => [key, String(value)])))],
  ];
  return sections.map(([title, lines]) => `${[`${title}:`, ...indented(lines)].join('\n')}\n`).join('\n');
}

function versionLines({ name, version, stage, aliases, source, status }: ModelVersion): readonly string[] {
  return [
    `name: ${name}`,
    `version: ${version}`,
    `aliases: ${aliases.join(', ')}`,
    `stage: ${stage}`,
    `status: ${status}`,
    `source: ${source}`,
  ];
}

function runLines({ info, tags }: Run): readonly string[] {
  const commit = tags.get('mlflow.source.git.commit') ?? '';
  return [`name: ${info.runName}`, `id: ${info.runId}`, `status: ${info.status}`, `commit: ${commit}`];
}

function keyLines(values: ReadonlyMap<string, string>): readonly string[] {
  return [...values].sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => `${key}: ${value}`);
}

/** One line for each column of inputs, outputs and params. */
function signatureLines(modelFile: string | undefined): readonly string[] {
  const model = modelFile === undefined ? undefined : parsedYaml(modelFile);
  const signature = isJsonObject(model) ? model['signature'] : undefined;
  if (!isJsonObject(signature)) {
    return [];
  }
  return ['inputs', 'outputs', 'params'].flatMap((part) => {
    const text = signature[part];
    return typeof text === 'string' ? [`${part}:`, ...indented(columnLines(text))] : [];
  });
}

function parsedYaml(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof YAMLParseError) {
      return undefined;
    }
    throw error;
  }
}

function columnLines(text: string): readonly string[] {
  try {
    const columns: unknown = JSON.parse(text);
    return Array.isArray(columns) ? columns.map((column) => JSON.stringify(column)) : [text];
  } catch (error) {
    if (error instanceof SyntaxError) {
      return [text];
    }
    throw error;
  }
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}
