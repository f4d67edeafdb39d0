import { describe, expect, it } from 'vitest';
import { idOf, uriOf } from '../../../src/model/referenceText.ts';

const store = { storeUri: 'file:///data/mlruns' };
const experiment = { ...store, experimentId: '7' };
const run = { ...experiment, runId: 'abc' };
const artifact = { ...run, artifactPath: 'plots/roc curve.png', isDirectory: false };
const model = { ...store, modelName: 'petals' };
const version = { ...model, version: '2' };

describe('names of things for the clipboard', () => {
  it('copies the id that MLflow knows a thing by', () => {
    expect([store, experiment, run, artifact, model, version, 'x'].map(idOf)).toEqual([
      undefined,
      '7',
      'abc',
      'abc',
      'petals',
      '2',
      undefined,
    ]);
  });

  it('copies the URI that MLflow’s functions take', () => {
    const root = { ...artifact, artifactPath: '', isDirectory: true };
    expect([store, experiment, run, root, artifact, model, version, undefined].map(uriOf)).toEqual([
      'file:///data/mlruns',
      undefined,
      'runs:/abc',
      'runs:/abc',
      'runs:/abc/plots/roc curve.png',
      'models:/petals',
      'models:/petals/2',
      undefined,
    ]);
  });
});
