import { datasetContextTag, type DatasetInput, type DatasetUse, type RunLineage } from '../../model/dataset.ts';
import type { JsonObject } from '../../model/json.ts';
import { numberField, objectField, objectsField, textField, textsField } from './jsonFields.ts';

/** The inputs and outputs of the server's `Run` (service.proto): datasets since MLflow 2.4, models since 3.0. */
export function lineageFrom(run: JsonObject): RunLineage {
  const inputs = objectField(run, 'inputs');
  return {
    datasets: objectsField(inputs, 'dataset_inputs').map(datasetInputFrom),
    modelInputs: objectsField(inputs, 'model_inputs').map((input) => textField(input, 'model_id') ?? ''),
    modelOutputs: objectsField(objectField(run, 'outputs'), 'model_outputs').map((output) => ({
      modelId: textField(output, 'model_id') ?? '',
      step: numberField(output, 'step') ?? 0,
    })),
  };
}

/** What the filter grammar knows of the datasets of a server's `Run`. */
export function datasetUsesFrom(run: JsonObject): readonly DatasetUse[] {
  return objectsField(objectField(run, 'inputs'), 'dataset_inputs').map((input) => {
    const dataset = objectField(input, 'dataset');
    const context = textsField(input, 'tags').get(datasetContextTag);
    return {
      name: textField(dataset, 'name') ?? '',
      digest: textField(dataset, 'digest') ?? '',
      ...(context === undefined ? {} : { context }),
    };
  });
}

function datasetInputFrom(input: JsonObject): DatasetInput {
  const dataset = objectField(input, 'dataset');
  return {
    dataset: {
      name: textField(dataset, 'name') ?? '',
      digest: textField(dataset, 'digest') ?? '',
      sourceType: textField(dataset, 'source_type') ?? '',
      source: textField(dataset, 'source') ?? '',
      schema: textField(dataset, 'schema'),
      profile: textField(dataset, 'profile'),
    },
    tags: textsField(input, 'tags'),
  };
}
