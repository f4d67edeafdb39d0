import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, realpath, rm, stat } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { MlflowError, throwIfAborted } from '../../model/mlflowError.ts';
import type { ArtifactEntry, ArtifactRepository, ReadOptions, TransferOptions } from '../artifactRepository.ts';
import { isAbsence, readingError } from '../file/fileProblems.ts';
import { isTemporaryName, writeWholeFile, writingError } from '../writeFile.ts';
import { artifactPathParts, normalArtifactPath } from './artifactPath.ts';
import { saveStream } from './saveStream.ts';
import { sortEntries } from './sortEntries.ts';

/** Artifacts in a folder of this machine. */
export class LocalArtifactRepository implements ArtifactRepository {
  readonly root: string;
  readonly #isReadOnly: boolean;

  constructor(root: string, options: { readonly isReadOnly?: boolean } = {}) {
    this.root = root;
    this.#isReadOnly = options.isReadOnly ?? false;
  }

  async list(path: string, signal?: AbortSignal): Promise<readonly ArtifactEntry[]> {
    const folder = normalArtifactPath(path);
    const target = await this.#existing(folder);
    if (target === undefined) {
      return this.#listingOfNothing(folder);
    }
    try {
      const names = await readdir(target);
      throwIfAborted(signal, target);
      const entries = await Promise.all(
        names.filter((name) => !isTemporaryName(name)).map(async (name) => this.#entry(target, folder, name)),
      );
      return sortEntries(entries.filter((entry) => entry !== undefined));
    } catch (error) {
      throw readingError(error, target);
    }
  }

  async read(path: string, { maxBytes, signal }: ReadOptions = {}): Promise<Uint8Array<ArrayBuffer>> {
    throwIfAborted(signal, path);
    const target = await this.#existing(normalArtifactPath(path));
    if (target === undefined) {
      throw new MlflowError('notFound', { what: this.localPath(path) });
    }
    try {
      return await readFileUpTo(target, maxBytes);
    } catch (error) {
      throw readingError(error, target);
    }
  }

  localPath(path: string): string {
    return join(this.root, ...artifactPathParts(path));
  }

  async write(path: string, content: Uint8Array, signal?: AbortSignal): Promise<void> {
    throwIfAborted(signal, path);
    const target = await this.#prepare(path);
    await writeWholeFile(target, content, dirname(target));
  }

  async upload(path: string, localFile: string, options: TransferOptions = {}): Promise<void> {
    throwIfAborted(options.signal, localFile);
    const source = await openSource(localFile);
    const target = await this.#prepare(path);
    await saveStream(chunksOf(source), target, options);
  }

  async download(path: string, localFile: string, options: TransferOptions = {}): Promise<void> {
    throwIfAborted(options.signal, path);
    const target = await this.#existing(normalArtifactPath(path));
    if (target === undefined) {
      throw new MlflowError('notFound', { what: this.localPath(path) });
    }
    await saveStream(chunksOf(await openSource(target)), localFile, options);
  }

  async remove(path: string): Promise<void> {
    this.#requireWritable();
    const parts = artifactPathParts(path);
    if (parts.length === 0) {
      throw new MlflowError('outsideRoot', { what: this.root, detail: 'the artifact root itself cannot be removed' });
    }
    // The folder is resolved, its entry is not: a link is removed, never what it leads to.
    const folder = await this.#existing(parts.slice(0, -1).join('/'));
    const target = this.localPath(path);
    if (folder === undefined) {
      throw new MlflowError('notFound', { what: target });
    }
    try {
      await rm(join(folder, parts.at(-1) ?? ''), { recursive: true });
    } catch (error) {
      throw writingError(error, target);
    }
  }

  /** Makes the folders on the way to a file that is to be written. */
  async #prepare(path: string): Promise<string> {
    this.#requireWritable();
    const parts = artifactPathParts(path);
    const target = this.localPath(path);
    if (parts.length === 0) {
      throw new MlflowError('alreadyExists', { what: target, detail: 'it is a folder' });
    }
    try {
      await mkdir(this.root, { recursive: true });
      for (const depth of parts.keys()) {
        const above = await this.#existing(parts.slice(0, depth).join('/'));
        if (above === undefined) {
          await mkdir(join(this.root, ...parts.slice(0, depth)));
        }
      }
    } catch (error) {
      throw writingError(error, target);
    }
    await this.#requireNoFolder(parts.join('/'), target);
    return target;
  }

  async #requireNoFolder(path: string, target: string): Promise<void> {
    const existing = await this.#existing(path);
    if (existing !== undefined && (await stat(existing)).isDirectory()) {
      throw new MlflowError('alreadyExists', { what: target, detail: 'it is a folder' });
    }
  }

  #requireWritable(): void {
    if (this.#isReadOnly) {
      throw new MlflowError('untrusted', { what: this.root });
    }
  }

  /** The real path of what is there, or undefined; links count where they lead. */
  async #existing(path: string): Promise<string | undefined> {
    const target = this.localPath(path);
    try {
      const [root, real] = await Promise.all([realpath(this.root), realpath(target)]);
      if (real !== root && !real.startsWith(root.endsWith(sep) ? root : root + sep)) {
        throw new MlflowError('outsideRoot', { what: target, detail: `it is a link to ${real}` });
      }
      return real;
    } catch (error) {
      if (isAbsence(error)) {
        return undefined;
      }
      throw readingError(error, target);
    }
  }

  #listingOfNothing(folder: string): readonly ArtifactEntry[] {
    if (folder === '') {
      return [];
    }
    throw new MlflowError('notFound', { what: this.localPath(folder) });
  }

  /** A link that leads nowhere or outside is listed as a file: what is wrong with it is said when it is opened. */
  async #entry(realFolder: string, folder: string, name: string): Promise<ArtifactEntry | undefined> {
    const path = folder === '' ? name : `${folder}/${name}`;
    try {
      const stats = await stat(join(realFolder, name));
      return stats.isDirectory() ? { path, isDirectory: true } : { path, isDirectory: false, size: stats.size };
    } catch (error) {
      if (!isAbsence(error)) {
        return { path, isDirectory: false };
      }
      return undefined;
    }
  }
}

async function readFileUpTo(path: string, maxBytes: number | undefined): Promise<Uint8Array<ArrayBuffer>> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    if (maxBytes !== undefined && size > maxBytes) {
      throw new MlflowError('tooLarge', { what: path, detail: `${size} bytes, at most ${maxBytes} are read` });
    }
    const content = await file.readFile();
    return new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
  } finally {
    await file.close();
  }
}

async function openSource(localFile: string): Promise<string> {
  try {
    const source = await realpath(localFile);
    const stats = await stat(source);
    if (!stats.isFile()) {
      throw new MlflowError('unreadable', { what: localFile, detail: 'it is not a file' });
    }
    return source;
  } catch (error) {
    throw readingError(error, localFile);
  }
}

/** What cannot be read while it is copied is no fault of the copy. */
async function* chunksOf(file: string): AsyncGenerator<Uint8Array> {
  try {
    const chunks: AsyncIterable<Buffer> = createReadStream(file);
    yield* chunks;
  } catch (error) {
    throw readingError(error, file);
  }
}
