/** A dataset that runs used (MLflow 2.4 and later, entities/dataset.py). */
export interface Dataset {
  readonly name: string;
  readonly digest: string;
  /** What kind of place `source` describes: `local`, `http`, `s3`, `delta_table`, `code`, … */
  readonly sourceType: string;
  /** Where the data came from, as JSON text. */
  readonly source: string;
  /** JSON text, e.g. `{"mlflow_colspec": […]}`; absent when MLflow stored none. */
  readonly schema?: string | undefined;
  /** JSON text, e.g. `{"num_rows": 150}`; absent when MLflow stored none. */
  readonly profile?: string | undefined;
}

/** One use of a dataset by a run. */
export interface DatasetInput {
  readonly dataset: Dataset;
  /** Of the use, not of the dataset; see {@link datasetContextTag}. */
  readonly tags: ReadonlyMap<string, string>;
}

/** The tag of a {@link DatasetInput} that says what the data was for: `training`, `eval`, … */
export const datasetContextTag = 'mlflow.data.context';

/** What went into a run and what models came out of it. Empty lists where the MLflow that wrote the store knew no such thing. */
export interface RunLineage {
  readonly datasets: readonly DatasetInput[];
  /** Ids of the logged models that the run read (MLflow 3). */
  readonly modelInputs: readonly string[];
  /** The logged models that the run made (MLflow 3), each with the step it was made at. */
  readonly modelOutputs: readonly { readonly modelId: string; readonly step: number }[];
}

/** What the filter grammar knows of a dataset's use: `dataset.name`, `dataset.digest`, `dataset.context`. */
export interface DatasetUse {
  readonly name: string;
  readonly digest: string;
  /** Absent when the use was not given one. */
  readonly context?: string | undefined;
}

/** The text that a `RunTable` keeps for the datasets of a run; absent for none. Runs with the same datasets have the same text. */
export function formatDatasetUses(uses: readonly DatasetUse[]): string | undefined {
  return uses.length === 0
    ? undefined
    : JSON.stringify(
        uses.map(({ name, digest, context }) => [name, digest, ...(context === undefined ? [] : [context])]),
      );
}

/** Reads {@link formatDatasetUses}. */
export function parseDatasetUses(text: string | undefined): readonly DatasetUse[] {
  const uses = text === undefined ? [] : (JSON.parse(text) as readonly (readonly [string, string, string?])[]);
  return uses.map(([name, digest, context]) => ({ name, digest, context }));
}
