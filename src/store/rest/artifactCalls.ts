import { MlflowError } from '../../model/mlflowError.ts';
import { normalArtifactPath } from '../artifacts/artifactPath.ts';
import { mlflowPath } from './paths.ts';
import type { ArtifactCalls } from './restArtifactRepository.ts';

type PlaceCalls = Pick<ArtifactCalls, 'write' | 'onWritten' | 'location'>;

/** The artifacts of a run, wherever its artifact_uri leads the server. */
export function runArtifactCalls(runId: string, place: PlaceCalls): ArtifactCalls {
  return {
    root: `runs:/${runId}`,
    list: (path) => ({ path: mlflowPath('artifacts/list'), query: { run_id: runId, path: path || undefined } }),
    read: (path) => ({ path: '/get-artifact', query: { path, run_uuid: runId } }),
    listsNames: false,
    ...place,
  };
}

/** The files of a logged model (MLflow 3). */
export function loggedModelCalls(modelId: string, place: PlaceCalls): ArtifactCalls {
  const id = encodeURIComponent(modelId);
  return {
    root: `models:/${modelId}`,
    list: (path) => ({
      path: mlflowPath(`logged-models/${id}/artifacts/directories`),
      query: { artifact_directory_path: path || undefined },
    }),
    read: (path) => ({
      path: `/ajax-api/2.0/mlflow/logged-models/${id}/artifacts/files`,
      query: { artifact_file_path: path },
    }),
    listsNames: false,
    ...place,
  };
}

const proxyPath = '/api/2.0/mlflow-artifacts/artifacts';

/** What a server with `--serve-artifacts` keeps below a path of its artifact root (`mlflow-artifacts:/<path>`). */
export function proxyCalls(rootPath: string, requireTrust: () => void): ArtifactCalls {
  return {
    root: `mlflow-artifacts:/${rootPath}`,
    list: (path) => ({ path: proxyPath, query: { path: below(rootPath, path) } }),
    read: (path) => ({ path: proxiedFile(rootPath, path), query: {} }),
    listsNames: true,
    write: async (path) => {
      requireTrust();
      return await Promise.resolve(proxiedFile(rootPath, path));
    },
  };
}

/** The path of the call for one file of the proxy. */
export function proxiedFile(rootPath: string, path: string): string {
  return `${proxyPath}/${below(rootPath, path).split('/').map(encodeURIComponent).join('/')}`;
}

/** The path below the proxy's root that a location means; absent for other locations and for other servers' ones. */
export function proxiedRoot(location: string, serverUrl: string): string | undefined {
  const [, host = '', path] = /^mlflow-artifacts:(?:\/\/([^/]*))?\/*(.*)$/s.exec(location) ?? [];
  // Another server is not asked with the credentials for this one.
  const isHere = host === '' || host === new URL(serverUrl).host;
  return path === undefined || !isHere ? undefined : normalArtifactPath(path);
}

/** As {@link proxiedRoot}, for writing. @throws MlflowError unsupportedLocation, naming what would make it writable */
export function writableRoot(location: string, serverUrl: string): string {
  const root = proxiedRoot(location, serverUrl);
  if (root === undefined) {
    const detail =
      'the server does not write there for others; with "mlflow server --serve-artifacts --artifacts-destination" it does for new experiments';
    throw new MlflowError('unsupportedLocation', { what: location, detail });
  }
  return root;
}

function below(rootPath: string, path: string): string {
  return [rootPath, path].filter((part) => part !== '').join('/');
}
