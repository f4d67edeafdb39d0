import { MlflowError } from '../../model/mlflowError.ts';
import type { ArtifactRepository } from '../artifactRepository.ts';
import type { RegistryStore } from '../registryStore.ts';
import { resolveArtifactUri } from '../resolveArtifactUri.ts';
import type { StoreChange } from '../trackingStore.ts';
import {
  loggedModelCalls,
  proxiedFile,
  proxiedRoot,
  proxyCalls,
  runArtifactCalls,
  writableRoot,
} from './artifactCalls.ts';
import { objectField, textField } from './jsonFields.ts';
import { mlflowPath } from './paths.ts';
import { RestArtifactRepository, type ArtifactCalls } from './restArtifactRepository.ts';
import type { RestClient } from './restClient.ts';

/** Stand-ins for locations while a URI is followed: of runs and logged models the server itself knows where they are. */
const runScheme = 'mlflow-server-run:/';
const modelScheme = 'mlflow-server-model:/';

export interface RestArtifactsParts {
  /** Whether the server reads files for others; Databricks does not. */
  readonly givesFiles: boolean;
  readonly client: RestClient;
  readonly registry: Pick<RegistryStore, 'registeredModel' | 'modelVersions'>;
  /** @throws MlflowError untrusted */
  readonly requireTrust: () => void;
  readonly announce: (change: StoreChange) => void;
}

/** Opens artifacts through the server that knows the runs and models: one that can read them does so for every location. */
export class RestArtifacts {
  readonly #parts: RestArtifactsParts;
  readonly #client: RestClient;

  constructor(parts: RestArtifactsParts) {
    this.#parts = parts;
    this.#client = parts.client;
  }

  ofRun(runId: string): ArtifactRepository {
    return this.#open(this.#runCalls(runId));
  }

  /** @throws MlflowError unsupportedLocation, notFound, outsideRoot */
  async at(uri: string, signal?: AbortSignal): Promise<ArtifactRepository> {
    const location = await resolveArtifactUri(uri, {
      runArtifactUri: async (runId) => await Promise.resolve(`${runScheme}${runId}`),
      loggedModelLocation: async (modelId) => await Promise.resolve(`${modelScheme}${modelId}`),
      registry: this.#parts.registry,
    });
    const [, scheme, path = ''] = /^([a-z][a-z-]+:\/)(.*)$/s.exec(location) ?? [];
    const [id, ...below] = path.split('/');
    if (id !== undefined && (scheme === runScheme || scheme === modelScheme)) {
      return this.#open(scheme === runScheme ? this.#runCalls(id) : this.#modelCalls(id), below.join('/'));
    }
    const proxied = proxiedRoot(location, this.#client.url);
    return proxied === undefined
      ? await this.#openStated(location, signal)
      : this.#open(proxyCalls(proxied, this.#parts.requireTrust));
  }

  /** Any other location that MLflow laid out itself names its run or logged model, and the server is asked for those. */
  async #openStated(location: string, signal: AbortSignal | undefined): Promise<ArtifactRepository> {
    const [, modelId] = /\/models\/(m-[0-9a-f]{32})\/artifacts(?:\/|$)/.exec(location) ?? [];
    const [, runId] = /\/([0-9a-f]{32})\/artifacts(?:\/|$)/.exec(location) ?? [];
    if (modelId !== undefined) {
      return this.#openBelow(location, (await this.#modelPlace(modelId, signal)).uri, this.#modelCalls(modelId));
    }
    if (runId !== undefined) {
      return this.#openBelow(location, (await this.#runPlace(runId, signal)).uri, this.#runCalls(runId));
    }
    throw new MlflowError('unsupportedLocation', { what: location });
  }

  #openBelow(location: string, root: string, calls: ArtifactCalls): ArtifactRepository {
    if (root !== '' && (location === root || location.startsWith(`${root}/`))) {
      return this.#open(calls, location.slice(root.length + 1));
    }
    throw new MlflowError('unsupportedLocation', { what: location });
  }

  #runCalls(runId: string): ArtifactCalls {
    let experimentId = '';
    return runArtifactCalls(runId, {
      write: async (path) => {
        this.#parts.requireTrust();
        const place = await this.#runPlace(runId);
        experimentId = place.experimentId;
        return proxiedFile(writableRoot(place.uri, this.#client.url), path);
      },
      onWritten: () => this.#parts.announce({ kind: 'artifacts', experimentId, runId }),
      location: async (signal) => (await this.#runPlace(runId, signal)).uri,
    });
  }

  #modelCalls(modelId: string): ArtifactCalls {
    return loggedModelCalls(modelId, {
      write: async (path) => {
        this.#parts.requireTrust();
        return proxiedFile(writableRoot((await this.#modelPlace(modelId)).uri, this.#client.url), path);
      },
      location: async (signal) => (await this.#modelPlace(modelId, signal)).uri,
    });
  }

  async #runPlace(runId: string, signal?: AbortSignal): Promise<ArtifactPlace> {
    const answer = await this.#client.get(mlflowPath('runs/get'), { run_id: runId }, signal);
    return placeFrom(objectField(objectField(answer, 'run'), 'info'));
  }

  async #modelPlace(modelId: string, signal?: AbortSignal): Promise<ArtifactPlace> {
    const answer = await this.#client.get(mlflowPath(`logged-models/${encodeURIComponent(modelId)}`), {}, signal);
    return placeFrom(objectField(objectField(answer, 'model'), 'info'));
  }

  #open(calls: ArtifactCalls, base = ''): ArtifactRepository {
    return new RestArtifactRepository(this.#client, this.#parts.givesFiles ? calls : withoutFiles(calls), base);
  }
}

/** Files that only links into a cloud's storage lead to. */
function withoutFiles(calls: ArtifactCalls): ArtifactCalls {
  const refuse = (): never => {
    const detail = 'Databricks gives artifacts away as links into its cloud storage; open the run in the workspace';
    throw new MlflowError('unsupported', { what: calls.root, detail });
  };
  return { ...calls, read: refuse, write: async () => await Promise.resolve(refuse()) };
}

interface ArtifactPlace {
  readonly uri: string;
  readonly experimentId: string;
}

function placeFrom(info: ReturnType<typeof objectField>): ArtifactPlace {
  return { uri: textField(info, 'artifact_uri') ?? '', experimentId: textField(info, 'experiment_id') ?? '' };
}
