import {
  isExperimentReference,
  isLoggedModelReference,
  isModelVersionReference,
  isRegisteredModelReference,
  isRunReference,
  isStoreReference,
} from './references.ts';

/**
 * The page of MLflow's own UI (routes of 2.22 and 3.18) that shows the thing; a store's is the page of all experiments. `serverUrl` is the
 * server's address with its path prefix, without a slash at the end. Absent for what has no page.
 */
export function mlflowUiLink(serverUrl: string, thing: unknown): string | undefined {
  const route = routeOf(thing);
  return route === undefined ? undefined : `${serverUrl}/#${route}`;
}

/** The same page in a Databricks workspace (docs.databricks.com: `/ml/experiments`, `/ml/models`). `workspaceUrl` has no slash at the end. */
export function databricksUiLink(workspaceUrl: string, thing: unknown): string | undefined {
  const route = routeOf(thing);
  return route === undefined ? undefined : `${workspaceUrl}/ml${route}`;
}

function routeOf(thing: unknown): string | undefined {
  if (isModelVersionReference(thing)) {
    return `/models/${encodeURIComponent(thing.modelName)}/versions/${encodeURIComponent(thing.version)}`;
  }
  if (isRegisteredModelReference(thing)) {
    return `/models/${encodeURIComponent(thing.modelName)}`;
  }
  if (!isExperimentReference(thing)) {
    return isStoreReference(thing) ? '/experiments' : undefined;
  }
  const experiment = `/experiments/${encodeURIComponent(thing.experimentId)}`;
  if (isLoggedModelReference(thing)) {
    return `${experiment}/models/${encodeURIComponent(thing.modelId)}`;
  }
  return isRunReference(thing) ? `${experiment}/runs/${encodeURIComponent(thing.runId)}` : experiment;
}
