import { isJsonArray, isJsonObject, type JsonValue } from '../../model/json.ts';
import { MlflowError } from '../../model/mlflowError.ts';
import type { ModelVersion } from '../../model/registeredModel.ts';
import { parseArtifactUri } from '../artifactUri.ts';
import type { NewModelVersion } from '../registryStore.ts';
import { numberField, objectField, objectsField, textField } from './jsonFields.ts';
import { getPages } from './pages.ts';
import { mlflowPath } from './paths.ts';
import type { RestClient } from './restClient.ts';
import { lineageFrom } from './restLineage.ts';
import type { RestLoggedModels } from './restLoggedModels.ts';

/** What `model-versions/create` is told of where a model comes from. */
export interface ModelOrigin {
  readonly source: string;
  readonly run_id: string | undefined;
  readonly model_id?: string | undefined;
}

/** The tag of a logged model that lists the versions registered from it: `[{"name": …, "version": …}]` (MLflow 3, mlflow_tags.py). */
const modelVersionsTag = 'mlflow.modelVersions';

/** Finds what MLflow's register_model (3.18, _model_registry/fluent.py) sends to a server, and records what it records. */
export class RestModelOrigins {
  readonly #client: RestClient;
  readonly #loggedModels: RestLoggedModels;

  constructor(client: RestClient, loggedModels: RestLoggedModels) {
    this.#client = client;
    this.#loggedModels = loggedModels;
  }

  /** For `runs:` the place behind it, or the logged model of that name that the run made; for a logged model its id and its run. */
  async of({ source, runId }: NewModelVersion): Promise<ModelOrigin> {
    const target = parseArtifactUri(source);
    if (target.kind === 'run') {
      return await this.#ofRun(target.runId, target.path, runId ?? target.runId);
    }
    if (target.kind === 'loggedModel') {
      const { sourceRunId } = await this.#loggedModels.loggedModel(target.modelId);
      return { source, run_id: runId ?? sourceRunId, model_id: target.modelId };
    }
    return { source, run_id: runId };
  }

  /**
   * Records a version at the logged model that it was made of, where the server has not done so itself (3.18 does). One that is gone
   * since has nothing to be recorded at.
   */
  async link(modelId: string, { name, version }: ModelVersion): Promise<void> {
    const path = mlflowPath(`logged-models/${encodeURIComponent(modelId)}`);
    try {
      const { tags } = await this.#loggedModels.loggedModel(modelId);
      const links = versionLinks(tags.get(modelVersionsTag));
      if (
        !links.some(
          (link) => isJsonObject(link) && link['name'] === name && numberField(link, 'version') === Number(version),
        )
      ) {
        const value = JSON.stringify([...links, { name, version: Number(version) }]);
        await this.#client.write('PATCH', `${path}/tags`, { tags: [{ key: modelVersionsTag, value }] });
      }
    } catch (error) {
      if (!MlflowError.is(error, 'notFound')) {
        throw error;
      }
    }
  }

  async #ofRun(runId: string, path: string, statedRunId: string): Promise<ModelOrigin> {
    const answer = await this.#client.get(mlflowPath('runs/get'), { run_id: runId });
    const run = objectField(answer, 'run');
    const info = objectField(run, 'info');
    if (path !== '' && !(await this.#holdsModel(runId, path))) {
      const experimentId = textField(info, 'experiment_id') ?? '';
      const modelIds = await this.#loggedModels.named(path, { runId, experimentId });
      const steps = new Map(lineageFrom(run).modelOutputs.map(({ modelId, step }) => [modelId, step]));
      const stepOf = (modelId: string): number => steps.get(modelId) ?? Number.NEGATIVE_INFINITY;
      const [modelId] = modelIds.toSorted((a, b) => stepOf(b) - stepOf(a));
      if (modelId !== undefined) {
        return { source: `models:/${modelId}`, run_id: statedRunId, model_id: modelId };
      }
    }
    const root = textField(info, 'artifact_uri') ?? '';
    return { source: path === '' ? root : `${root}/${path}`, run_id: statedRunId };
  }

  async #holdsModel(runId: string, path: string): Promise<boolean> {
    for await (const page of getPages(this.#client, mlflowPath('artifacts/list'), { run_id: runId, path })) {
      if (objectsField(page, 'files').some((file) => textField(file, 'path') === `${path}/MLmodel`)) {
        return true;
      }
    }
    return false;
  }
}

/** What is not a list is replaced: it names no version. */
function versionLinks(text: string | undefined): readonly JsonValue[] {
  try {
    const links = JSON.parse(text ?? '[]') as JsonValue;
    return isJsonArray(links) ? links : [];
  } catch {
    return [];
  }
}
