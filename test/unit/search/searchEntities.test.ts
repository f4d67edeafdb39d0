import { describe, expect, it } from 'vitest';
import type { Experiment } from '../../../src/model/experiment.ts';
import type { LoggedModel, LoggedModelMetric } from '../../../src/model/loggedModel.ts';
import { MlflowError } from '../../../src/model/mlflowError.ts';
import type { ModelVersion, RegisteredModel } from '../../../src/model/registeredModel.ts';
import { searchExperiments } from '../../../src/search/searchExperiments.ts';
import { searchLoggedModels } from '../../../src/search/searchLoggedModels.ts';
import { searchModelVersions } from '../../../src/search/searchModelVersions.ts';
import { searchRegisteredModels } from '../../../src/search/searchRegisteredModels.ts';

// What test/contract/searchEntities.test.ts does not meet in a store that MLflow of today makes.

function experiment(experimentId: string, change: Partial<Experiment> = {}): Experiment {
  const name = `name ${experimentId}`;
  return { experimentId, name, artifactLocation: '', lifecycleStage: 'active', tags: new Map(), ...change };
}

function idsOf(experiments: readonly Experiment[]): string[] {
  return experiments.map(({ experimentId }) => experimentId);
}

const old = [experiment('9', { creationTime: 5 }), experiment('10'), experiment('2', { creationTime: 7 })];

function mistake(filter: string, orderBy: readonly string[] = []): unknown {
  try {
    return searchExperiments(old, { filter, orderBy }, 'sql');
  } catch (error) {
    return MlflowError.is(error, 'invalidFilter')
      ? [error.details.what, error.details.position, error.details.suggestion]
      : error;
  }
}

describe('experiments', () => {
  it('without a creation time, as before MLflow 1.29, come last in a file store and count as least in a database', () => {
    const ordered = (dialect: 'file' | 'sql', ...orderBy: string[]): string[] =>
      idsOf(searchExperiments(old, { filter: '', orderBy }, dialect));
    expect([
      ordered('file'),
      ordered('file', 'creation_time'),
      ordered('sql', 'creation_time'),
      ordered('sql', 'creation_time DESC'),
      ordered('file', 'experiment_id'),
      ordered('sql', 'experiment_id'),
    ]).toEqual([
      ['2', '9', '10'],
      ['9', '2', '10'],
      ['10', '9', '2'],
      ['2', '9', '10'],
      ['10', '2', '9'],
      ['2', '9', '10'],
    ]);
    expect(idsOf(searchExperiments(old, { filter: 'creation_time != 5', orderBy: [] }, 'file'))).toEqual(['2']);
  });

  it('are found by our own grammar, too', () => {
    const filter = "NOT (creation_time BETWEEN 4 AND 6) AND name =~ '^name \\d+$'";
    expect(idsOf(searchExperiments(old, { filter, orderBy: [] }, 'sql'))).toEqual(['2', '10']);
  });

  it('are asked for in words that say where they are wrong', () => {
    expect([
      mistake("Name = 'x'"),
      mistake("name = 'x' AND creation > 1"),
      mistake("experiment_id = 'x'"),
      mistake('creation_time > 1.5'),
      mistake("name IN ('x')"),
      mistake('', ['name', 'tags.a']),
    ]).toEqual([
      ['Name', 0, 'name'],
      ['creation', 15, 'creation_time'],
      ["'x'", 16, undefined],
      ['1.5', 16, '1'],
      ['IN', 5, undefined],
      ['tags.a', 0, undefined],
    ]);
  });
});

function model(name: string, prompt?: string): RegisteredModel {
  const tags = new Map(prompt === undefined ? [] : [['mlflow.prompt.is_prompt', prompt]]);
  return { name, description: '', tags, aliases: new Map() };
}

function version(name: string, prompt: boolean): ModelVersion {
  return {
    name,
    version: '1',
    stage: 'None',
    description: '',
    userId: '',
    source: '',
    status: 'READY',
    tags: new Map(prompt ? [['mlflow.prompt.is_prompt', 'true']] : []),
    aliases: [],
  };
}

describe('prompts in the registry', () => {
  const tag = 'tags.`mlflow.prompt.is_prompt`';

  it('are no models unless they are asked for', () => {
    const models = [model('model'), model('prompt', 'true'), model('says no', 'false')];
    const names = (filter: string): string[] =>
      searchRegisteredModels(models, { filter, orderBy: [] }, 'file').map(({ name }) => name);
    expect(["name LIKE '%'", '', `${tag} = 'true'`, `${tag} != 'true'`, `${tag} = 'false'`].map(names)).toEqual([
      ['model', 'says no'],
      ['model', 'says no'],
      ['prompt'],
      ['model', 'says no'],
      ['model', 'says no'],
    ]);
  });

  it('have versions that are none of a model', () => {
    const versions = [version('model', false), version('prompt', true)];
    expect(searchModelVersions(versions, { filter: '', orderBy: [] }, 'sql').map(({ name }) => name)).toEqual([
      'model',
    ]);
  });
});

function point(value: number, step: number, datasetName?: string): LoggedModelMetric {
  return { key: 'acc', value, step, timestamp: 0, runId: 'r', datasetName };
}

function logged(modelId: string, creationTime: number, ...metrics: readonly LoggedModelMetric[]): LoggedModel {
  return {
    modelId,
    experimentId: '1',
    name: modelId,
    artifactLocation: '',
    creationTime,
    lastUpdatedTime: creationTime,
    status: 'READY',
    params: new Map(),
    tags: new Map(),
    metrics,
  };
}

describe('logged models', () => {
  const models = [
    logged('a', 1, point(0.1, 1, 'train'), point(0.9, 2, 'test')),
    logged('b', 2, point(0.5, 1, 'train')),
    logged('nan', 3, point(Number.NaN, 1)),
    logged('none', 4),
  ];
  const ids = (
    dialect: 'file' | 'sql',
    filter: string,
    ...orderBy: Parameters<typeof searchLoggedModels>[1]['orderBy']
  ) => searchLoggedModels(models, { filter, orderBy }, dialect).map(({ modelId }) => modelId);

  it('have the latest value of a metric in a database, and the first listed in a file store', () => {
    const filter = 'metrics.acc > 0.4';
    expect([ids('sql', filter), ids('file', filter)]).toEqual([['b', 'a'], ['b']]);
    expect([ids('sql', 'metrics.acc != 7'), ids('file', 'metrics.acc != 7')]).toEqual([
      ['b', 'a'],
      ['nan', 'b', 'a'],
    ]);
  });

  it('are ordered by a metric on one dataset, NaN and missing values last in both directions', () => {
    expect([
      ids('file', '', { fieldName: 'metrics.acc' }),
      ids('file', '', { fieldName: 'metrics.acc', ascending: false }),
      ids('sql', '', { fieldName: 'metrics.acc', datasetName: 'train' }),
      ids('sql', ''),
    ]).toEqual([
      ['a', 'b', 'nan', 'none'],
      ['b', 'a', 'nan', 'none'],
      ['a', 'b', 'none', 'nan'],
      ['none', 'nan', 'b', 'a'],
    ]);
  });
});
