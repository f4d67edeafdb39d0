import { expect, test } from 'vitest';
import { parseTrackingUri } from '../../../src/store/trackingUri.ts';

test.each([
  ['mlruns', { kind: 'file', folder: '/work space/mlruns' }],
  ['./mlruns/', { kind: 'file', folder: '/work space/mlruns' }],
  ['/data/mlruns', { kind: 'file', folder: '/data/mlruns' }],
  ['file:///data/ml%20runs', { kind: 'file', folder: '/data/ml runs' }],
  ['file:mlruns', { kind: 'file', folder: '/work space/mlruns' }],
  ['file:/data/mlruns', { kind: 'file', folder: '/data/mlruns' }],
  ['sqlite:///mlflow.db', { kind: 'sqlite', databaseFile: '/work space/mlflow.db' }],
  ['sqlite:////data/mlflow.db?timeout=5', { kind: 'sqlite', databaseFile: '/data/mlflow.db' }],
  ['http://localhost:5000/', { kind: 'rest', url: 'http://localhost:5000' }],
  [' https://user@host/prefix ', { kind: 'rest', url: 'https://user@host/prefix' }],
  ['databricks', { kind: 'databricks' }],
  ['databricks://prod team', { kind: 'databricks', profile: 'prod team' }],
])('%s', (uri, expected) => {
  expect(parseTrackingUri(uri, '/work space')).toEqual(expected);
});

test.each([
  '',
  'databricks://scope:prefix',
  'databricks://',
  'databricks-uc',
  'postgresql://host/db',
  'sqlite://',
  's3://bucket/mlruns',
])('not supported: "%s"', (uri) => {
  expect(() => parseTrackingUri(uri, '/')).toThrow(expect.objectContaining({ reason: 'unsupported' }));
});
