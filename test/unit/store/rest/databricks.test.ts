import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeError } from '../../../../src/model/describeError.ts';
import type { MlflowStore } from '../../../../src/store/mlflowStore.ts';
import { openStore } from '../../../../src/store/openStore.ts';
import { readDatabricksWorkspace } from '../../../../src/store/rest/databricksWorkspace.ts';
import { english } from '../../../../src/util/l10n.ts';
import { collectRuns } from '../../../support/collectRuns.ts';
import { startDatabricksStandIn, type DatabricksStandIn } from '../../../support/databricksStandIn.ts';
import { temporaryFolder } from '../../../support/folderTree.ts';
import { testStoreEnvironment } from '../../../support/testStoreEnvironment.ts';

let homeFolder: string;

beforeEach(() => {
  homeFolder = temporaryFolder();
});

afterEach(() => {
  rmSync(homeFolder, { recursive: true, force: true });
});

function configure(text: string, file = '.databrickscfg'): void {
  writeFileSync(join(homeFolder, file), text);
}

describe('a workspace is found', () => {
  const config = [
    '[DEFAULT]',
    'host = https://default.example/',
    'token = t0',
    '; a comment',
    '[ basic ]',
    'HOST=basic.example',
    'username = ann',
    'password = a=b',
    '# token = off',
    '[cli]',
    'host = https://cli.example',
    'auth_type = databricks-cli',
    '[principal]',
    'host = https://p.example',
    'client_id = x',
    'client_secret = y',
    '[empty]',
  ].join('\n');
  const basic = { url: 'https://basic.example', authorization: `Basic ${Buffer.from('ann:a=b').toString('base64')}` };
  const byDefault = { url: 'https://default.example', authorization: 'Bearer t0' };

  test.each<readonly [string, string | undefined, Readonly<Record<string, string>>, unknown]>([
    [
      'in the environment',
      undefined,
      { DATABRICKS_HOST: 'https://env.example', DATABRICKS_TOKEN: 't1' },
      { url: 'https://env.example', authorization: 'Bearer t1' },
    ],
    ['in the default profile', undefined, { DATABRICKS_TOKEN: 'without a host' }, byDefault],
    ['in the profile that the environment names', undefined, { DATABRICKS_CONFIG_PROFILE: 'basic' }, basic],
    ['in a named profile, whatever the environment says', 'basic', { DATABRICKS_HOST: 'https://env.example' }, basic],
    [
      'in another file',
      'DEFAULT',
      { DATABRICKS_CONFIG_FILE: '<home>/other.cfg' },
      { url: 'http://other.example', authorization: 'Bearer t2' },
    ],
    [
      'not for a login by another program',
      'cli',
      {},
      'The Databricks profile "cli" in <home>/.databrickscfg is not supported here (it logs in with databricks-cli; a personal access token (token), or username and password, can be used).',
    ],
    ['not for a service principal', 'principal', {}, expect.stringContaining('(it logs in with OAuth;')],
    [
      'not without a host',
      'empty',
      {},
      expect.stringContaining('"empty" in <home>/.databrickscfg: its host was not found'),
    ],
    [
      'not in a profile that is not there',
      'none',
      {},
      expect.stringContaining('"none" in <home>/.databrickscfg was not found'),
    ],
    [
      'not in a file that is not there',
      undefined,
      { DATABRICKS_CONFIG_FILE: '<home>/none.cfg' },
      expect.stringContaining('DATABRICKS_HOST and DATABRICKS_TOKEN are not set either'),
    ],
  ])('%s', async (_, profile, stated, expected) => {
    configure(config);
    configure('[DEFAULT]\nhost = http://other.example\ntoken = t2\n', 'other.cfg');
    const variables = Object.fromEntries(
      Object.entries(stated).map(([name, value]) => [name, value.replace('<home>', homeFolder)]),
    );
    const found: unknown = await readDatabricksWorkspace(profile, { variables, homeFolder }).catch((error: unknown) =>
      describeError(error, english).replaceAll(homeFolder, '<home>'),
    );
    expect(found).toEqual(expected);
  });
});

describe('a workspace', () => {
  let standIn: DatabricksStandIn;
  let store: MlflowStore;

  beforeEach(async () => {
    standIn = await startDatabricksStandIn('t1');
    configure(`[prod]\nhost = ${standIn.url}\ntoken = t1\n`);
    store = await openStore('databricks://prod', testStoreEnvironment({ fetch: globalThis.fetch, homeFolder }));
  });

  afterEach(() => {
    store.dispose();
    standIn.close();
  });

  test('lists experiments by their paths, runs, and models of its own registry', async () => {
    const { tracking, registry } = store;
    const [experiment] = await tracking.experiments('active');
    const { runs } = await collectRuns(tracking, { experimentIds: [experiment?.experimentId ?? ''], view: 'all' });
    expect({
      uri: [store.uri, tracking.uri],
      experiment: experiment?.name,
      runs: runs.map(({ info, params, metrics }) => [info.runName, params.get('depth'), metrics.get('loss')?.value]),
      models: (await registry.registeredModels()).map(({ name }) => name),
    }).toEqual({
      uri: ['databricks://prod', 'databricks://prod'],
      experiment: '/Users/ann@example.com/flowers',
      runs: [['first', '7', 0.5]],
      models: ['flowers'],
    });
  });

  test('is asked for whole histories where it cannot sample, and for no traces and logged models, which it does not have', async () => {
    const { tracking, loggedModels } = store;
    const samples = await tracking.sampledHistories?.(['f'.repeat(32)], 'loss');
    await tracking.sampledHistories?.(['f'.repeat(32)], 'loss');
    expect([...(samples?.values() ?? [])].map(({ history, isExact }) => [[...history.values], isExact])).toEqual([
      [[1, 0.5], true],
    ]);
    expect([await tracking.traceCount('1'), await loggedModels?.ofExperiments(['1'])]).toEqual([undefined, []]);
    expect(standIn.calls).toEqual([
      'GET metrics/get-history-bulk-interval',
      'GET metrics/get-history',
      'GET metrics/get-history',
      'POST /api/3.0/mlflow/traces/metrics',
      'GET traces',
      'POST logged-models/search',
    ]);
  });

  test('lists artifacts, and says why it does not give them', async () => {
    const artifacts = await store.tracking.artifacts('f'.repeat(32));
    expect(await artifacts.list('')).toEqual([
      { path: 'model', isDirectory: true },
      { path: 'plot.png', isDirectory: false, size: 7 },
    ]);
    for (const work of [artifacts.read('plot.png'), artifacts.write('x', new Uint8Array())]) {
      await expect(work).rejects.toMatchObject({
        reason: 'unsupported',
        details: { detail: expect.stringContaining('open the run in the workspace') },
      });
    }
  });

  test('takes a renewed token at once', async () => {
    configure(`[prod]\nhost = ${standIn.url}\ntoken = old\n`);
    await expect(store.tracking.experiments('active')).rejects.toMatchObject({ reason: 'forbidden' });
    configure(`[prod]\nhost = ${standIn.url}\ntoken = t1\n`);
    expect(await store.tracking.experiments('active')).toHaveLength(1);
  });
});
