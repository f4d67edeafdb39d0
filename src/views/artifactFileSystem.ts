import * as vscode from 'vscode';
import { artifactScheme } from '../contributions.ts';
import { parseArtifactUri } from '../host/artifactUri.ts';
import type { UserMessages } from '../host/userMessages.ts';
import { MlflowError } from '../model/mlflowError.ts';
import type { ArtifactEntry, ArtifactRepository } from '../store/artifactRepository.ts';
import type { MlflowStore } from '../store/mlflowStore.ts';
import { artifactFolder } from './artifactNodes.ts';

/** VS Code reads a file of a provider whole into memory. */
const maxBytes = 50 * 1024 * 1024;

export interface ArtifactFileSystemParts {
  readonly stores: { open(uri: string): Promise<MlflowStore> };
  readonly messages: Pick<UserMessages, 'describe'>;
}

interface Located {
  readonly repository: ArtifactRepository;
  readonly path: string;
}

/** Artifacts that are not files of this machine, for VS Code's own editors: read-only, and up to a size. */
export class ArtifactFileSystem implements vscode.FileSystemProvider {
  readonly #parts: ArtifactFileSystemParts;
  /** What an artifact says today it says tomorrow: nothing to watch. */
  readonly onDidChangeFile: vscode.Event<vscode.FileChangeEvent[]> = () => ({ dispose: () => undefined });

  constructor(parts: ArtifactFileSystemParts) {
    this.#parts = parts;
  }

  static register(parts: ArtifactFileSystemParts): vscode.Disposable {
    const options = { isReadonly: true, isCaseSensitive: true };
    return vscode.workspace.registerFileSystemProvider(artifactScheme, new ArtifactFileSystem(parts), options);
  }

  watch(): vscode.Disposable {
    return { dispose: () => undefined };
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    return await this.#answer(uri, async ({ repository, path }) => {
      if (path === '') {
        return fileStat({ path, isDirectory: true });
      }
      const siblings = await repository.list(artifactFolder(path));
      const entry = siblings.find((sibling) => sibling.path === path);
      if (entry === undefined) {
        throw new MlflowError('notFound', { what: path });
      }
      return fileStat(entry);
    });
  }

  async readDirectory(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    return await this.#answer(uri, async ({ repository, path }) => {
      const entries = await repository.list(path);
      return entries.map((entry) => [entry.path.slice(entry.path.lastIndexOf('/') + 1), fileStat(entry).type]);
    });
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return await this.#answer(uri, async ({ repository, path }) => await repository.read(path, { maxBytes }));
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  writeFile(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  async #answer<T>(uri: vscode.Uri, ask: (located: Located) => Promise<T>): Promise<T> {
    const artifact = parseArtifactUri(uri);
    if (artifact === undefined) {
      throw vscode.FileSystemError.FileNotFound(uri);
    }
    try {
      const { tracking } = await this.#parts.stores.open(artifact.storeUri);
      const repository = await tracking.artifacts(artifact.runId);
      return await ask({ repository, path: artifact.artifactPath });
    } catch (error) {
      throw MlflowError.is(error, 'notFound')
        ? vscode.FileSystemError.FileNotFound(uri)
        : vscode.FileSystemError.Unavailable(this.#parts.messages.describe(error));
    }
  }
}

function fileStat({ isDirectory, size }: ArtifactEntry): vscode.FileStat {
  return { type: isDirectory ? vscode.FileType.Directory : vscode.FileType.File, ctime: 0, mtime: 0, size: size ?? 0 };
}
