import { expect, test } from 'vitest';
import { pythonSnippet } from '../../../src/model/pythonSnippet.ts';

const storeUri = 'sqlite:////data/it"s.db';
const run = { storeUri, experimentId: '1', runId: 'abc' };

/** The line that gets the thing. */
function lastLine(reference: unknown): string | undefined {
  return pythonSnippet(reference, storeUri)?.trimEnd().split('\n').at(-1);
}

test('says where the store is and gets the thing', () => {
  expect(pythonSnippet(run, storeUri)).toBe(
    'import mlflow\n\nmlflow.set_tracking_uri("sqlite:////data/it\\"s.db")\nrun = mlflow.get_run("abc")\n',
  );
});

test('has a line for each kind of thing', () => {
  const things = [
    { storeUri, experimentId: '1' },
    { ...run, artifactPath: 'plots/a.png', isDirectory: false },
    { ...run, artifactPath: 'model', isDirectory: true, isModel: true },
    { storeUri, experimentId: '1', modelId: 'm-1' },
    { storeUri, modelName: 'petals' },
    { storeUri, modelName: 'petals', version: '3' },
    { storeUri },
  ];
  expect(things.map(lastLine)).toEqual([
    'runs = mlflow.search_runs(experiment_ids=["1"])',
    'path = mlflow.artifacts.download_artifacts(artifact_uri="runs:/abc/plots/a.png")',
    'model = mlflow.pyfunc.load_model("runs:/abc/model")',
    'model = mlflow.pyfunc.load_model("models:/m-1")',
    'model = mlflow.pyfunc.load_model("models:/petals/latest")',
    'model = mlflow.pyfunc.load_model("models:/petals/3")',
    undefined,
  ]);
});
