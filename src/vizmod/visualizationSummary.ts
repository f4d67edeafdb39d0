/**
 * How a visualization model holds its chart, the surest first: a Vega-Lite or Vega JSON file, a page saved by altair or vega-embed
 * with the JSON inside, or a pickle of the Python plugin mlflow-vizmod that is read as inert data.
 */
export const visualizationRungs = ['json', 'html', 'pickle'] as const;
export type VisualizationRung = (typeof visualizationRungs)[number];

/** Where a visualization was found: a version of a registered model, a model among a run's artifacts (MLflow 1.x, 2.x), or a logged model (3.x). */
export type VisualizationPlace = 'registeredModel' | 'runArtifact' | 'loggedModel';

/** A visualization model as lists and trees show it; its chart has not been read yet. A tree node has these fields, so it is its own summary. */
export interface VisualizationSummary {
  readonly storeUri: string;
  /** The registered model's name, the artifact path within the run, or the logged model's name. */
  readonly name: string;
  /** As MLflow takes it: `models:/petals@current` where an alias points here, `models:/petals/2`, `runs:/<id>/chart`, `models:/m-…`. */
  readonly modelUri: string;
  /** Where the files are, for `artifactsAt` of the store. */
  readonly folderUri: string;
  readonly rung: VisualizationRung;
  readonly where: VisualizationPlace;
  /** Only for `registeredModel`. */
  readonly version?: string | undefined;
  /** Aliases of the version, sorted; empty for the other places. */
  readonly aliases: readonly string[];
  /** The run that logged it; absent where the store does not say. */
  readonly runId?: string | undefined;
}

export function isVisualizationSummary(value: unknown): value is VisualizationSummary {
  if (typeof value !== 'object' || value === null) {
    return false;
  }
  const texts = ['storeUri', 'name', 'modelUri', 'folderUri', 'rung', 'where'];
  return texts.every((name) => typeof Reflect.get(value, name) === 'string') && 'aliases' in value;
}
