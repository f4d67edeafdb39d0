import type { MlflowStore } from '../mlflowStore.ts';
import type { StoreEnvironment } from '../storeEnvironment.ts';
import { readDatabricksWorkspace, type DatabricksWorkspace } from './databricksWorkspace.ts';
import { openRestStore, type RestStoreOptions } from './openRestStore.ts';

/**
 * Opens the MLflow of a Databricks workspace: its experiments, whose names are paths of the workspace, and the workspace's own model
 * registry. Models in Unity Catalog are behind another API and not read; files of artifacts are not read either, only listed.
 *
 * @throws MlflowError notFound, unsupported, as {@link readDatabricksWorkspace} says
 */
export async function openDatabricksStore(
  profile: string | undefined,
  environment: StoreEnvironment,
  options: Omit<RestStoreOptions, 'uri'> = {},
): Promise<MlflowStore> {
  const workspace = await readDatabricksWorkspace(profile, environment);
  const uri = profile === undefined ? 'databricks' : `databricks://${profile}`;
  const serverHeaders = databricksHeaders(workspace, profile, environment);
  return openRestStore(workspace.url, { ...environment, serverHeaders }, { ...options, uri });
}

/** Headers for a workspace. Its credentials are read anew for each request, so that a token renewed in the file counts at once. */
export function databricksHeaders(
  workspace: DatabricksWorkspace,
  profile: string | undefined,
  environment: Pick<StoreEnvironment, 'variables' | 'homeFolder' | 'serverHeaders'>,
): NonNullable<StoreEnvironment['serverHeaders']> {
  return async (serverUrl) => {
    const now = await readDatabricksWorkspace(profile, environment);
    // What lets us into another workspace is not for this one.
    const { authorization } = now.url === workspace.url ? now : workspace;
    return { ...(await environment.serverHeaders?.(serverUrl)), authorization };
  };
}
