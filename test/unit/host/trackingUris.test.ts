import { describe, expect, it } from 'vitest';
import { localPathOf, resolveTrackingUri, trackingUriOf } from '../../../src/host/trackingUris.ts';

describe('tracking URIs of the settings', () => {
  it.each([
    ['mlruns', 'file:///work%20space/mlruns'],
    ['../shared/mlruns/', 'file:///shared/mlruns'],
    ['file:///data/mlruns', 'file:///data/mlruns'],
    ['results/mlflow.db', 'sqlite:////work space/results/mlflow.db'],
    ['sqlite:///results/runs.db', 'sqlite:////work space/results/runs.db'],
    ['sqlite:////data/runs.db', 'sqlite:////data/runs.db'],
    [' http://127.0.0.1:5000/ ', 'http://127.0.0.1:5000'],
    ['databricks', 'databricks'],
    ['postgresql://db/mlflow', 'postgresql://db/mlflow'],
  ])('resolves %s', (uri, resolved) => {
    expect(resolveTrackingUri(uri, '/work space')).toBe(resolved);
  });

  it('names found stores as their stores name themselves, and leads back to the path', () => {
    const stores = [
      { kind: 'folder', path: '/data/ä b/mlruns' },
      { kind: 'database', path: '/data/mlflow.db' },
    ] as const;
    expect(stores.map(trackingUriOf)).toEqual(['file:///data/%C3%A4%20b/mlruns', 'sqlite:////data/mlflow.db']);
    expect(stores.map((store) => localPathOf(trackingUriOf(store)))).toEqual(stores.map(({ path }) => path));
    expect(localPathOf('https://mlflow.example.com')).toBeUndefined();
  });
});
