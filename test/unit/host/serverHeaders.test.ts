import { describe, expect, it } from 'vitest';
import type { Settings } from '../../../src/contributions.ts';
import type { Credentials } from '../../../src/host/serverCredentials.ts';
import { serverHeaders } from '../../../src/host/serverHeaders.ts';
import type { NamedStore, StoreOrigin } from '../../../src/host/storeOrigin.ts';

const uri = 'https://mlflow.example.com/team';
const variables = { MLFLOW_TRACKING_TOKEN: 'from-environment' };
const fromEnvironment = { authorization: 'Bearer from-environment' };

const code: StoreOrigin = { kind: 'code', file: '/w/train.py', line: 0 };
const envFile: StoreOrigin = { kind: 'envFile', file: '/w/.env', line: 0 };
const userSetting: StoreOrigin = { kind: 'setting', level: 'user', entry: uri };
const workspaceSetting: StoreOrigin = { kind: 'setting', level: 'workspace', entry: uri };

interface Facts {
  readonly names?: readonly Omit<NamedStore, 'uri'>[];
  readonly isTrusted?: boolean;
  readonly kept?: Credentials;
  readonly servers?: Settings['servers'];
}

async function headers({ names = [], isTrusted = true, kept, servers = {} }: Facts): Promise<unknown> {
  return await serverHeaders(uri, {
    credentials: { get: async () => await Promise.resolve(kept) },
    namesOf: (serverUrl) => names.map((name) => ({ ...name, uri: serverUrl })),
    variables,
    servers: () => servers,
    isTrusted: () => isTrusted,
  });
}

describe('the credentials of the environment', () => {
  it.each<[string, StoreOrigin, object, object]>([
    ['MLFLOW_TRACKING_URI of the environment', { kind: 'environment' }, fromEnvironment, fromEnvironment],
    ['MLFLOW_TRACKING_URI of a .env file', envFile, fromEnvironment, {}],
    ['the user settings', userSetting, fromEnvironment, fromEnvironment],
    ['the workspace settings', workspaceSetting, fromEnvironment, {}],
    ['code', code, {}, {}],
  ])('for a server that %s names', async (_, origin, whenTrusted, whenUntrusted) => {
    expect(await headers({ names: [{ origin }] })).toEqual(whenTrusted);
    expect(await headers({ names: [{ origin }], isTrusted: false })).toEqual(whenUntrusted);
  });

  it('never go to a server that nothing names', async () => {
    expect(await headers({})).toEqual({});
  });
});

describe('the authorization of a request', () => {
  const named = { origin: envFile, authorization: 'Bearer beside-the-name' };

  it('is what secret storage keeps for the server, then what stands where it is named', async () => {
    const kept = { kind: 'basic', user: 'ana', password: 'p' } as const;
    const names = [{ origin: userSetting }, named];
    expect(await headers({ names, kept })).toEqual({ authorization: `Basic ${btoa('ana:p')}` });
    expect(await headers({ names })).toEqual({ authorization: 'Bearer beside-the-name' });
  });

  it('is not taken from a file of an untrusted workspace, even for a server of the person', async () => {
    expect(await headers({ names: [{ origin: userSetting }, named], isTrusted: false })).toEqual(fromEnvironment);
  });
});

describe('the setting vizmod.servers', () => {
  it('adds headers to the addresses at and below its own, the nearest last', async () => {
    const servers = {
      'https://mlflow.example.com/': { headers: { 'X-Team': 'all', 'X-Zone': 'a' } },
      [uri]: { headers: { 'x-team': 'vision' } },
      'https://mlflow.example.com/te': { headers: { 'x-other': '1' } },
      'https://mlflow.example.com.evil.org': { headers: { 'x-evil': '1' } },
    };
    expect(await headers({ servers })).toEqual({ 'x-team': 'vision', 'x-zone': 'a' });
  });

  it('sends kept credentials rather than an Authorization of its own, and never both', async () => {
    const servers = { [uri]: { headers: { Authorization: 'Bearer old' } } };
    expect(await headers({ servers })).toEqual({ authorization: 'Bearer old' });
    expect(await headers({ servers, kept: { kind: 'token', token: 'new' } })).toEqual({ authorization: 'Bearer new' });
  });

  it('leaves out what is no header', async () => {
    const typed = { [uri]: { headers: { 'a b': '1', c: 2, d: 'x\ny', e: '1' } }, 'https://mlflow.example.com': null };
    expect(await headers({ servers: typed as unknown as Settings['servers'] })).toEqual({ e: '1' });
  });
});
