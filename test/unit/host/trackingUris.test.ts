import { describe, expect, it } from 'vitest';
import {
  localPathOf,
  resolveTrackingUri,
  serverOriginOf,
  settingsEntry,
  trackingUriOf,
} from '../../../src/host/trackingUris.ts';

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
    expect(resolveTrackingUri(uri, '/work space')).toEqual({ uri: resolved });
  });

  it('takes credentials out of an address, and all that names no server', () => {
    expect(resolveTrackingUri('https://ana:p%40ss@MLflow.example.com/team/?x=1#/experiments/1', '/')).toEqual({
      uri: 'https://mlflow.example.com/team',
      authorization: `Basic ${Buffer.from('ana:p@ss').toString('base64')}`,
    });
    expect(['http://', 'file:%zz', 'http://a:%@h'].map((text) => resolveTrackingUri(text, '/').uri)).toEqual([
      'http:',
      'file:%zz',
      'http://h',
    ]);
  });

  it.each([
    ['file:///w/mlruns', '/w', 'mlruns'],
    ['file:///w', '/w', '.'],
    ['file:///other/mlruns', undefined, '/other/mlruns'],
    ['sqlite:////w/a/mlflow.db', '/w', 'a/mlflow.db'],
    ['sqlite:////w/runs.sqlite', '/w', 'sqlite:///runs.sqlite'],
    ['sqlite:////w/runs.sqlite', undefined, 'sqlite:////w/runs.sqlite'],
    ['http://127.0.0.1:5000', '/w', 'http://127.0.0.1:5000'],
  ])('writes %s to settings so that it is read again', (uri, folder, entry) => {
    expect(settingsEntry(uri, folder)).toBe(entry);
    expect(resolveTrackingUri(entry, folder ?? '/elsewhere').uri).toBe(uri);
  });

  it('knows the server behind an address', () => {
    expect(['https://a.b/prefix/api', 'http://a.b:80', 'file:///a', 'databricks'].map(serverOriginOf)).toEqual([
      'https://a.b',
      'http://a.b',
      undefined,
      undefined,
    ]);
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
