import { deepEqual, equal } from 'node:assert/strict';
import * as vscode from 'vscode';
import { artifactUri, parseArtifactUri } from '../../src/host/artifactUri.ts';
import { MlflowError } from '../../src/model/mlflowError.ts';
import type { ArtifactRepository } from '../../src/store/artifactRepository.ts';
import { ArtifactFileSystem } from '../../src/views/artifactFileSystem.ts';
import { memoryStore } from './support/memoryStore.ts';

const reference = { storeUri: 'http://127.0.0.1:5000', experimentId: '1', runId: 'abc', isDirectory: false };
const { storeUri, experimentId, runId } = reference;
const at = (artifactPath: string): vscode.Uri => artifactUri({ ...reference, artifactPath });

/** A server's artifacts: two files, one of them too large. */
const repository: ArtifactRepository = {
  root: 'mlflow-artifacts:/1/abc/artifacts',
  list: async (path) => {
    const plots = { path: 'plots', isDirectory: true };
    const entries = [
      plots,
      { path: 'plots/a #1?.json', isDirectory: false, size: 2 },
      { path: 'plots/huge.bin', isDirectory: false, size: 9e9 },
    ];
    return await Promise.resolve(path === '' ? [plots] : entries.filter((entry) => entry.path.startsWith(`${path}/`)));
  },
  read: async (path, options) =>
    path.endsWith('huge.bin')
      ? await Promise.reject(new MlflowError('tooLarge', { what: path, detail: String(options?.maxBytes) }))
      : await Promise.resolve(new TextEncoder().encode('{}')),
  localPath: () => undefined,
  write: async () => await Promise.reject(new Error('written')),
  upload: async () => await Promise.reject(new Error('uploaded')),
  download: async () => await Promise.reject(new Error('downloaded')),
  remove: async () => await Promise.reject(new Error('removed')),
};

const files = new ArtifactFileSystem({
  stores: { open: async (uri) => await Promise.resolve(memoryStore(uri, [], repository)) },
  messages: { describe: (error) => (MlflowError.is(error) ? error.reason : 'other') },
});

async function failure(action: () => unknown): Promise<string> {
  try {
    await action();
  } catch (error) {
    return error instanceof vscode.FileSystemError ? `${error.code}: ${error.message}` : String(error);
  }
  return 'no failure';
}

describe('artifacts of a server as files', () => {
  it('keeps every sign of a name in the address', () => {
    const uri = vscode.Uri.parse(at('plots/a #1?.json').toString());
    deepEqual(parseArtifactUri(uri), { storeUri, experimentId, runId, artifactPath: 'plots/a #1?.json' });
  });

  it('lists folders, states sizes and reads files', async () => {
    deepEqual(await files.readDirectory(at('')), [['plots', vscode.FileType.Directory]]);
    deepEqual(await files.readDirectory(at('plots')), [
      ['a #1?.json', vscode.FileType.File],
      ['huge.bin', vscode.FileType.File],
    ]);
    const { type, size } = await files.stat(at('plots/a #1?.json'));
    deepEqual([type, size], [vscode.FileType.File, 2]);
    equal(new TextDecoder().decode(await files.readFile(at('plots/a #1?.json'))), '{}');
  });

  it('says what is missing or too large, and writes nothing', async () => {
    equal((await failure(async () => await files.stat(at('plots/gone')))).split(':')[0], 'FileNotFound');
    equal(await failure(async () => await files.readFile(at('plots/huge.bin'))), 'Unavailable: tooLarge');
    equal((await failure(() => files.writeFile(at('new.txt')))).split(':')[0], 'NoPermissions');
  });
});
