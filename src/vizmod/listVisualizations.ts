import type { Experiment } from '../model/experiment.ts';
import { isJsonObject } from '../model/json.ts';
import { MlflowError, throwIfAborted } from '../model/mlflowError.ts';
import type { ModelVersion, RegisteredModel } from '../model/registeredModel.ts';
import { mlflowTags, type ViewType } from '../model/run.ts';
import { RunTable, type RunTableData } from '../model/runTable.ts';
import type { ModelFiles } from './modelFiles.ts';
import { recogniseVisualization } from './recogniseVisualization.ts';
import type { VisualizationSummary } from './visualizationSummary.ts';

/** What a search for visualizations needs of a store; every `MlflowStore` has it. */
export interface VisualizationSource {
  readonly uri: string;
  readonly tracking: {
    experiments(view: ViewType, signal?: AbortSignal): Promise<readonly Experiment[]>;
    runs(
      query: { readonly experimentIds: readonly string[]; readonly view: ViewType; readonly maxResults: number },
      signal?: AbortSignal,
    ): AsyncIterable<{ readonly runs: RunTableData }>;
    artifactsAt(uri: string, signal?: AbortSignal): Promise<ModelFiles>;
  };
  readonly registry: {
    registeredModels(signal?: AbortSignal): Promise<readonly RegisteredModel[]>;
    modelVersions(name: string, signal?: AbortSignal): Promise<readonly ModelVersion[]>;
  };
}

/** Among so many of the newest runs visualizations are looked for; to look further would read the whole store. */
export const maxSearchedRuns = 1000;

/** A model folder that may be a visualization. */
type Candidate = Omit<VisualizationSummary, 'rung' | 'storeUri'>;

/**
 * The visualization models of a store, as they are found: versions of registered models, highest first; then logged models below
 * the experiments' artifact locations (MLflow 3.x); then models among the artifacts of the newest {@link maxSearchedRuns} runs, as
 * the runs themselves name them (tag `mlflow.log-model.history`, 1.x and 2.x). What a registered version stands for is not repeated.
 * Of each model only the MLmodel file is read, and no other artifact folder is searched through. A model that cannot be read is
 * passed over; ending the iteration ends the search.
 * @throws MlflowError cancelled, and what listing the store itself throws
 */
export async function* listVisualizations(
  source: VisualizationSource,
  signal?: AbortSignal,
): AsyncGenerator<VisualizationSummary, void, void> {
  const seen = new Set<string>();
  const groups = [
    registeredCandidates(source, seen, signal),
    loggedModels(source, signal),
    runCandidates(source, signal),
  ];
  for (const candidates of groups) {
    for await (const candidate of candidates) {
      const isRepeated =
        candidate.where !== 'registeredModel' && [candidate.modelUri, candidate.folderUri].some((uri) => seen.has(uri));
      const summary = isRepeated ? undefined : await recognise(source, candidate, signal);
      if (summary !== undefined) {
        yield summary;
      }
    }
  }
}

/** All of {@link listVisualizations} at once. */
export async function collectVisualizations(
  source: VisualizationSource,
  signal?: AbortSignal,
): Promise<readonly VisualizationSummary[]> {
  const found: VisualizationSummary[] = [];
  for await (const summary of listVisualizations(source, signal)) {
    found.push(summary);
  }
  return found;
}

async function recognise(
  source: VisualizationSource,
  candidate: Candidate,
  signal: AbortSignal | undefined,
): Promise<VisualizationSummary | undefined> {
  throwIfAborted(signal, source.uri);
  const found = await ifReadable(async () => {
    const files = await source.tracking.artifactsAt(candidate.folderUri, signal);
    return await recogniseVisualization(files, candidate.modelUri, signal);
  });
  return found && { ...candidate, storeUri: source.uri, rung: found.rung };
}

/** Anything but a cancellation is the fault of one model, which says so when somebody opens it. */
async function ifReadable<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (!MlflowError.is(error) || error.reason === 'cancelled') {
      throw error;
    }
    return undefined;
  }
}

async function* registeredCandidates(
  source: VisualizationSource,
  seen: Set<string>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Candidate> {
  const models = (await ifReadable(() => source.registry.registeredModels(signal))) ?? [];
  for (const model of models) {
    const versions = (await ifReadable(() => source.registry.modelVersions(model.name, signal))) ?? [];
    for (const version of versions) {
      yield candidateOf(version);
      seen.add(version.source);
      if (version.storageLocation !== undefined) {
        seen.add(version.storageLocation);
      }
      const path = artifactPathOf(version);
      if (path !== undefined) {
        seen.add(path);
      }
    }
  }
}

/** What the summary of a registered version says. */
export function candidateOf(version: ModelVersion): Candidate {
  const [alias] = version.aliases;
  return {
    name: version.name,
    modelUri: `models:/${version.name}${alias === undefined ? `/${version.version}` : `@${alias}`}`,
    folderUri: version.storageLocation ?? version.source,
    where: 'registeredModel',
    version: version.version,
    aliases: version.aliases,
    ...(version.runId !== undefined && { runId: version.runId }),
  };
}

/** `runs:/<run>/<path>` of a version whose source lies among the artifacts of its run. */
function artifactPathOf({ runId, source }: ModelVersion): string | undefined {
  const marker = `/${runId ?? ''}/artifacts/`;
  const at = source.indexOf(marker);
  return runId === undefined || at < 0 ? undefined : `runs:/${runId}/${source.slice(at + marker.length)}`;
}

async function* runCandidates(source: VisualizationSource, signal: AbortSignal | undefined): AsyncGenerator<Candidate> {
  const experimentIds = (await source.tracking.experiments('active', signal)).map(({ experimentId }) => experimentId);
  const query = { experimentIds, view: 'active', maxResults: maxSearchedRuns } as const;
  for await (const { runs } of source.tracking.runs(query, signal)) {
    const table = RunTable.from(runs);
    const histories = table.tags.get(mlflowTags.logModelHistory);
    const length = histories === undefined ? 0 : table.length;
    for (let row = 0; row < length; row++) {
      yield* candidatesOfRun(table.runId(row), histories?.get(row) ?? '[]');
    }
  }
}

function candidatesOfRun(runId: string, history: string): Candidate[] {
  return visualizationPaths(history).map((path) => {
    const uri = `runs:/${runId}/${path}`;
    return { name: path, modelUri: uri, folderUri: uri, where: 'runArtifact', aliases: [], runId };
  });
}

/** Artifact paths of the models in a run's history whose flavors are those of a visualization. */
function visualizationPaths(history: string): string[] {
  const models = parseHistory(history);
  return models.flatMap((model) => {
    if (!isJsonObject(model) || typeof model['artifact_path'] !== 'string' || !isJsonObject(model['flavors'])) {
      return [];
    }
    const flavors = Object.keys(model['flavors']);
    return flavors.some((flavor) => /^mlflow_(?:vizmod|vismod|vega)$/.test(flavor)) ? [model['artifact_path']] : [];
  });
}

function parseHistory(text: string): readonly unknown[] {
  try {
    const history: unknown = JSON.parse(text);
    return Array.isArray(history) ? history : [];
  } catch (error) {
    if (error instanceof SyntaxError) {
      return [];
    }
    throw error;
  }
}

async function* loggedModels(source: VisualizationSource, signal: AbortSignal | undefined): AsyncGenerator<Candidate> {
  const experiments = await source.tracking.experiments('active', signal);
  for (const { artifactLocation } of experiments) {
    const root = artifactLocation.replace(/\/$/, '');
    const files = await ifReadable(async () => await source.tracking.artifactsAt(root, signal));
    const entries = await ifReadable(async () => await files?.list('models', signal));
    for (const { path } of entries ?? []) {
      const id = path.slice('models/'.length);
      if (id.startsWith('m-')) {
        const name = (files && (await loggedModelName(files, path, signal))) ?? id;
        yield {
          name,
          modelUri: `models:/${id}`,
          folderUri: `${root}/${path}/artifacts`,
          where: 'loggedModel',
          aliases: [],
        };
      }
    }
  }
}

const maxMetaBytes = 64 * 1024;

/** File stores keep the name beside the model's artifacts; elsewhere it is not known. */
async function loggedModelName(
  files: ModelFiles,
  path: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const bytes = await ifReadable(() => files.read(`${path}/meta.yaml`, { maxBytes: maxMetaBytes, signal }));
  const text = bytes === undefined ? '' : new TextDecoder().decode(bytes);
  return /^name: ['"]?(.+?)['"]?\s*$/m.exec(text)?.[1];
}
