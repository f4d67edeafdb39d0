import { MlflowError } from '../model/mlflowError.ts';
import { candidateOf, type VisualizationSource } from './listVisualizations.ts';
import { recogniseVisualization } from './recogniseVisualization.ts';
import type { VisualizationSummary } from './visualizationSummary.ts';

type Candidate = Omit<VisualizationSummary, 'rung' | 'storeUri'>;

/** Whether a text names a model as MLflow does: `models:/sales@champion`, `models:/sales/3` or `runs:/<run>/<path>`. */
export function isModelUri(text: string): boolean {
  return /^models:\/[^/@]+(?:@[^/@]+|\/\d+)$|^runs:\/[^/]+\/.+$/.test(text);
}

/**
 * The visualization that a model URI names in a store; absent when the store has no such version, alias or run, or when it is no
 * visualization. A version that is named by an alias goes on following it.
 * @throws MlflowError cancelled, and what the store throws for other reasons than that it is not there
 */
export async function visualizationAt(
  source: Pick<VisualizationSource, 'uri' | 'registry'> & {
    readonly tracking: Pick<VisualizationSource['tracking'], 'artifactsAt'>;
  },
  modelUri: string,
  signal?: AbortSignal,
): Promise<VisualizationSummary | undefined> {
  try {
    const candidate = await candidateAt(source, modelUri, signal);
    const files = candidate && (await source.tracking.artifactsAt(candidate.folderUri, signal));
    const recognised = files && (await recogniseVisualization(files, modelUri, signal));
    return candidate && recognised && { ...candidate, storeUri: source.uri, rung: recognised.rung };
  } catch (error) {
    if (MlflowError.is(error, 'notFound')) {
      return undefined;
    }
    throw error;
  }
}

async function candidateAt(
  { registry }: Pick<VisualizationSource, 'registry'>,
  modelUri: string,
  signal: AbortSignal | undefined,
): Promise<Candidate | undefined> {
  const run = /^runs:\/([^/]+)\/(.+)$/.exec(modelUri);
  if (run !== null) {
    const [, runId, name = modelUri] = run;
    return { name, modelUri, folderUri: modelUri, where: 'runArtifact', aliases: [], runId };
  }
  const [, name, alias, number] = /^models:\/([^/@]+)(?:@([^/@]+)|\/(\d+))$/.exec(modelUri) ?? [];
  const versions = name === undefined ? [] : await registry.modelVersions(name, signal);
  const version = versions.find((candidate) =>
    alias === undefined ? candidate.version === number : candidate.aliases.includes(alias),
  );
  return version && { ...candidateOf(version), modelUri };
}
