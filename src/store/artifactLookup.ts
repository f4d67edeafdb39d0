import { MlflowError } from '../model/mlflowError.ts';
import type { RunInfo } from '../model/run.ts';
import type { ArtifactRepository } from './artifactRepository.ts';
import { artifactRepositoryFor, type ArtifactSurroundings } from './artifactRoots.ts';
import { resolveArtifactUri, type ArtifactSources } from './resolveArtifactUri.ts';

/** Opens the artifacts that a run, or a URI in the registry, points at. */
export interface ArtifactLookup {
  ofRun(run: RunInfo, signal?: AbortSignal): Promise<ArtifactRepository>;
  at(uri: string, signal?: AbortSignal): Promise<ArtifactRepository>;
}

/**
 * Looks artifacts up as MLflow's client does: what `runs:` and `models:` URIs name is asked of the store, the rest is opened
 * where it is. `locate` tells where a run's artifacts are, for stores that know it of a run that does not state it.
 */
export function artifactLookup(
  sources: ArtifactSources,
  surroundings: ArtifactSurroundings,
  locate: (run: RunInfo) => string = ({ artifactUri }) => artifactUri,
): ArtifactLookup {
  const at = async (uri: string): Promise<ArtifactRepository> => {
    const location = await resolveArtifactUri(uri, sources);
    if (location === '') {
      throw new MlflowError('notFound', { what: 'artifacts', detail: 'the store states no place for them' });
    }
    return await artifactRepositoryFor(location, surroundings);
  };
  return { ofRun: async (run) => await at(locate(run)), at };
}
