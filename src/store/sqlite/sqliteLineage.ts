import {
  datasetContextTag,
  type Dataset,
  type DatasetInput,
  type DatasetUse,
  type RunLineage,
} from '../../model/dataset.ts';
import { numberIn, textIn } from './cells.ts';
import { collectTexts } from './collectTexts.ts';
import type { Row, SqlDatabase } from './sqlDatabase.ts';

/** MLflow has datasets since 2.4, and models as inputs and outputs of runs since 3.0, both in the table `inputs`. */
export function readLineage(database: SqlDatabase, runId: string): RunLineage {
  return {
    datasets: hasDatasets(database) ? readDatasetInputs(database, runId) : [],
    ...(database.has('inputs', 'step') ? readModels(database, runId) : { modelInputs: [], modelOutputs: [] }),
  };
}

/** What runs used, by run; a run that used nothing is missing. Costs one look into an index where no run of the database used any. */
export function readDatasetUses(database: SqlDatabase, ids: string): ReadonlyMap<string, readonly DatasetUse[]> {
  const uses = new Map<string, DatasetUse[]>();
  if (!hasDatasets(database)) {
    return uses;
  }
  const rows = database.rows(
    `SELECT inputs.destination_id AS run_uuid, datasets.name, datasets.digest, input_tags.value AS context
     ${datasetsOfRuns('IN (SELECT value FROM json_each(?))')}
     LEFT JOIN input_tags ON input_tags.input_uuid = inputs.input_uuid AND input_tags.name = '${datasetContextTag}'
     ORDER BY inputs.rowid`,
    ids,
  );
  for (const row of rows) {
    const runId = textIn(row, 'run_uuid') ?? '';
    const ofRun = uses.get(runId) ?? [];
    const [name, digest] = [textIn(row, 'name') ?? '', textIn(row, 'digest') ?? ''];
    ofRun.push({ name, digest, context: textIn(row, 'context') });
    uses.set(runId, ofRun);
  }
  return uses;
}

function hasDatasets(database: SqlDatabase): boolean {
  return database.has('inputs', 'destination_id') && database.has('datasets', 'dataset_uuid');
}

function datasetsOfRuns(condition: string): string {
  return `FROM inputs JOIN datasets ON datasets.dataset_uuid = inputs.source_id AND inputs.source_type = 'DATASET'
     AND inputs.destination_type = 'RUN' AND inputs.destination_id ${condition}`;
}

function readDatasetInputs(database: SqlDatabase, runId: string): readonly DatasetInput[] {
  const tags = collectTexts(
    database.rows(
      `SELECT input_uuid AS owner, name AS key, value FROM input_tags
       WHERE input_uuid IN (SELECT input_uuid FROM inputs WHERE destination_type = 'RUN' AND destination_id = ?)`,
      runId,
    ),
  );
  const rows = database.rows(
    `SELECT inputs.input_uuid, name, digest, dataset_source_type, dataset_source, dataset_schema, dataset_profile
     ${datasetsOfRuns('= ?')} ORDER BY inputs.rowid`,
    runId,
  );
  return Array.from(rows, (row) => ({
    dataset: datasetOf(row),
    tags: tags.get(textIn(row, 'input_uuid') ?? '') ?? new Map<string, string>(),
  }));
}

function datasetOf(row: Row): Dataset {
  return {
    name: textIn(row, 'name') ?? '',
    digest: textIn(row, 'digest') ?? '',
    sourceType: textIn(row, 'dataset_source_type') ?? '',
    source: textIn(row, 'dataset_source') ?? '',
    schema: textIn(row, 'dataset_schema'),
    profile: textIn(row, 'dataset_profile'),
  };
}

function readModels(database: SqlDatabase, runId: string): Pick<RunLineage, 'modelInputs' | 'modelOutputs'> {
  const models = (kind: 'INPUT' | 'OUTPUT'): Iterable<Row> =>
    database.rows(
      `SELECT destination_id, CAST(step AS REAL) AS step FROM inputs
       WHERE source_type = 'RUN_${kind}' AND source_id = ? AND destination_type = 'MODEL_${kind}' ORDER BY destination_id`,
      runId,
    );
  return {
    modelInputs: Array.from(models('INPUT'), (row) => textIn(row, 'destination_id') ?? ''),
    modelOutputs: Array.from(models('OUTPUT'), (row) => ({
      modelId: textIn(row, 'destination_id') ?? '',
      step: numberIn(row, 'step') ?? 0,
    })),
  };
}
