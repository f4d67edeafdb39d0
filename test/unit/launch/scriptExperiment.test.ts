import { expect, test } from 'vitest';
import { scriptExperiment } from '../../../src/launch/scriptExperiment.ts';

test.each([
  ['import mlflow\nmlflow.set_experiment("iris sweep")\n', 'iris sweep'],
  ["if True:\n    set_experiment( experiment_name = 'a\"b' )", 'a"b'],
  ['# mlflow.set_experiment("old")\nx = 1', undefined],
  ['mlflow.set_experiment(args.experiment)', undefined],
  ['mlflow.set_experiment(f"{name}")', undefined],
  ['reset_experiment("x")', undefined],
])('%j names %s', (source, expected) => {
  expect(scriptExperiment(source)).toBe(expected);
});
