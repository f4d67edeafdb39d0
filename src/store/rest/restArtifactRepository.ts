import { MlflowError, throwIfAborted } from '../../model/mlflowError.ts';
import type { JsonObject } from '../../model/json.ts';
import type { ArtifactEntry, ArtifactRepository, ReadOptions, TransferOptions } from '../artifactRepository.ts';
import { normalArtifactPath } from '../artifacts/artifactPath.ts';
import { saveStream } from '../artifacts/saveStream.ts';
import { sortEntries } from '../artifacts/sortEntries.ts';
import { numberField, objectsField, textField } from './jsonFields.ts';
import { localUpload } from './localUpload.ts';
import { getPages } from './pages.ts';
import type { Query, RestClient, UploadBody } from './restClient.ts';

/** One of the server's calls. */
export interface Call {
  readonly path: string;
  readonly query: Query;
}

/** How a server gives away the artifacts below one root: three sets of calls for runs, logged models and the proxy do the same. */
export interface ArtifactCalls {
  /** For people. */
  readonly root: string;
  /** Lists the folder at a path from the root; '' is the root. */
  readonly list: (path: string) => Call;
  readonly read: (path: string) => Call;
  /** Whether listed paths start at the listed folder; otherwise they start at the root. */
  readonly listsNames: boolean;
  /** @returns the path of the call that writes, and with DELETE removes, the file at a path from the root @throws MlflowError unsupportedLocation, untrusted */
  readonly write: (path: string) => Promise<string>;
  /** Where the server says that the artifacts are; asked when it fails to read them. Absent where that says nothing. */
  readonly location?: ((signal?: AbortSignal) => Promise<string>) | undefined;
  /** Called after something was written or removed. */
  readonly onWritten?: (() => void) | undefined;
}

/**
 * Artifacts that a tracking server reads for us, wherever they are, and writes where it serves them itself. Below `base`, a folder from
 * the root of `calls`.
 */
export class RestArtifactRepository implements ArtifactRepository {
  readonly root: string;
  readonly #client: RestClient;
  readonly #calls: ArtifactCalls;
  readonly #base: string;

  constructor(client: RestClient, calls: ArtifactCalls, base = '') {
    this.#client = client;
    this.#calls = calls;
    this.#base = normalArtifactPath(base);
    this.root = joined(calls.root, this.#base);
  }

  /** A path that is no folder has no entries: a server does not tell it from an empty one. */
  async list(path: string, signal?: AbortSignal): Promise<readonly ArtifactEntry[]> {
    const folder = joined(this.#base, normalArtifactPath(path));
    const call = this.#calls.list(folder);
    return await this.#explained(async () => {
      const entries: ArtifactEntry[] = [];
      for await (const page of getPages(this.#client, call.path, call.query, signal)) {
        entries.push(...objectsField(page, 'files').flatMap((file) => this.#entry(file, folder)));
      }
      return sortEntries(entries);
    }, signal);
  }

  async read(path: string, { maxBytes, signal }: ReadOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    const call = this.#calls.read(joined(this.#base, normalArtifactPath(path)));
    return await this.#explained(
      async () => await this.#client.bytes(call.path, call.query, { maxBytes, signal }),
      signal,
    );
  }

  async download(path: string, localFile: string, options: TransferOptions = {}): Promise<void> {
    throwIfAborted(options.signal, path);
    const call = this.#calls.read(joined(this.#base, normalArtifactPath(path)));
    const save = async (chunks: AsyncIterable<Uint8Array>): Promise<void> =>
      await saveStream(chunks, localFile, options);
    await this.#explained(
      async () => await this.#client.stream(call.path, call.query, save, options.signal),
      options.signal,
    );
  }

  /** A server that fails to read cloud storage says only that it failed. */
  async #explained<Result>(read: () => Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
    try {
      return await read();
    } catch (error) {
      // Where it is decides what to say; a server that does not tell even that has failed for another reason.
      const location = MlflowError.is(error, 'serverError')
        ? await this.#calls.location?.(signal).catch(() => undefined)
        : undefined;
      if (location === undefined || !isCloudStorage(location)) {
        throw error;
      }
      const detail = 'the server has no access to it either';
      throw new MlflowError('unsupportedLocation', { what: location, detail }, { cause: error });
    }
  }

  localPath(): undefined {
    return undefined;
  }

  async write(path: string, content: Uint8Array, signal?: AbortSignal): Promise<void> {
    const copy = Uint8Array.from(content);
    await this.#put(path, { bytes: copy.length, open: () => copy }, signal);
  }

  async upload(path: string, localFile: string, { signal, onProgress }: TransferOptions = {}): Promise<void> {
    throwIfAborted(signal, localFile);
    await this.#put(path, await localUpload(localFile, onProgress), signal);
  }

  async remove(path: string): Promise<void> {
    const target = normalArtifactPath(path);
    if (target === '') {
      throw new MlflowError('outsideRoot', { what: this.root, detail: 'the artifact root itself cannot be removed' });
    }
    await this.#client.write('DELETE', await this.#calls.write(joined(this.#base, target)));
    this.#calls.onWritten?.();
  }

  async #put(path: string, body: UploadBody, signal: AbortSignal | undefined): Promise<void> {
    const target = normalArtifactPath(path);
    if (target === '') {
      throw new MlflowError('alreadyExists', { what: this.root, detail: 'it is a folder' });
    }
    await this.#client.put(await this.#calls.write(joined(this.#base, target)), body, signal);
    this.#calls.onWritten?.();
  }

  /** Only direct children of the folder: what a server says about other places is not believed. */
  #entry(file: JsonObject, folder: string): readonly ArtifactEntry[] {
    const stated = textField(file, 'path') ?? '';
    const fromRoot = this.#calls.listsNames ? joined(folder, stated) : stated;
    const name = fromRoot.slice(folder === '' ? 0 : folder.length + 1);
    const isChild = fromRoot === joined(folder, name) && !/^\.{0,2}$|[/\\\0]/.test(name);
    if (!isChild) {
      return [];
    }
    const path = this.#base === '' ? fromRoot : fromRoot.slice(this.#base.length + 1);
    return file['is_dir'] === true
      ? [{ path, isDirectory: true }]
      : [{ path, isDirectory: false, size: numberField(file, 'file_size') ?? 0 }];
  }
}

function isCloudStorage(location: string): boolean {
  const scheme = /^([a-z][a-z\d+.-]*):\/\//.exec(location)?.[1];
  return scheme !== undefined && !['file', 'http', 'https', 'mlflow-artifacts'].includes(scheme);
}

function joined(base: string, path: string): string {
  return base === '' ? path : path === '' ? base : `${base}/${path}`;
}
