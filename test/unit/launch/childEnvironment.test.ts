import { expect, test } from 'vitest';
import { childEnvironment } from '../../../src/launch/childEnvironment.ts';

const run = { storeUri: 'file:///w/mlruns', experimentId: '12', runId: 'abc' };
const inherited = {
  PATH: '/bin',
  ELECTRON_RUN_AS_NODE: '1',
  VSCODE_PID: '1',
  MLFLOW_EXPERIMENT_NAME: 'other',
  MLFLOW_RUN_ID: 'old',
};

test('the run is handed over, and nothing that contradicts it', () => {
  const added = { MLFLOW_TRACKING_URI: 'elsewhere', PYTHONUNBUFFERED: '', SEED: '1' };
  const store = { uri: 'file:///w/mlruns', kind: 'file' } as const;
  expect(childEnvironment({ inherited, added, store, run })).toEqual({
    PATH: '/bin',
    SEED: '1',
    PYTHONUNBUFFERED: '',
    PYTHONIOENCODING: 'utf-8',
    MLFLOW_TRACKING_URI: 'file:///w/mlruns',
    MLFLOW_RUN_ID: 'abc',
    MLFLOW_EXPERIMENT_ID: '12',
    MLFLOW_ALLOW_FILE_STORE: 'true',
  });
});

test('a store that is no folder needs no permission for folders', () => {
  const store = { uri: 'http://127.0.0.1:5000', kind: 'rest' } as const;
  expect(childEnvironment({ inherited, added: {}, store, run })).not.toHaveProperty('MLFLOW_ALLOW_FILE_STORE');
});
