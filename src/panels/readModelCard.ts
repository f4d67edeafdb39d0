import { MlflowError } from '../model/mlflowError.ts';
import type { ModelCard } from '../protocol/runPanel.ts';
import type { ArtifactRepository } from '../store/artifactRepository.ts';
import { mlModelFileName } from '../vizmod/mlModelFile.ts';
import { parseModelFacts } from '../vizmod/modelFacts.ts';

/** An MLmodel file is small; what is larger is none. */
const maxBytes = 1024 * 1024;

/** A model folder for people. @param path of the folder; @throws MlflowError notFound, invalidFile, tooLarge */
export async function readModelCard(
  repository: ArtifactRepository,
  path: string,
  snippet: string,
  signal: AbortSignal,
): Promise<ModelCard> {
  const textOf = async (name: string): Promise<string> =>
    new TextDecoder().decode(await repository.read(joined(path, name), { maxBytes, signal }));
  const facts = parseModelFacts(await textOf(mlModelFileName), joined(path, mlModelFileName));
  const requirements = await textOf('requirements.txt').catch((error: unknown) => withoutIfMissing(error));
  return {
    ...facts,
    requirements: requirements
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith('#')),
    snippet,
  };
}

/** Models of MLflow 1.x may have none. */
function withoutIfMissing(error: unknown): string {
  if (MlflowError.is(error, 'notFound')) {
    return '';
  }
  throw error;
}

function joined(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}
