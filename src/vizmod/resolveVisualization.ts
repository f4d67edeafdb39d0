import { MlflowError } from '../model/mlflowError.ts';
import { candidateOf, type VisualizationSource } from './listVisualizations.ts';
import type { VisualizationSummary } from './visualizationSummary.ts';

/**
 * Where a visualization is now: one that is named by an alias follows the alias to another version.
 * @throws MlflowError notFound when the version or the alias is gone
 */
export async function resolveVisualization(
  source: Pick<VisualizationSource, 'registry'>,
  summary: VisualizationSummary,
  signal?: AbortSignal,
): Promise<VisualizationSummary> {
  if (summary.where !== 'registeredModel') {
    return summary;
  }
  const alias = /@([^@]+)$/.exec(summary.modelUri)?.[1];
  const versions = await source.registry.modelVersions(summary.name, signal);
  const version = versions.find((candidate) =>
    alias === undefined ? candidate.version === summary.version : candidate.aliases.includes(alias),
  );
  if (version === undefined) {
    throw new MlflowError('notFound', { what: summary.modelUri });
  }
  return { ...summary, ...candidateOf(version), modelUri: summary.modelUri };
}
