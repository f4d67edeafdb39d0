import { readFile, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { Emitter, type Event } from '../util/events.ts';
import {
  notebookTrackingUris,
  pythonTrackingUris,
  trackingUriCall,
  type CodeTrackingUri,
} from './pythonTrackingUris.ts';
import { isInside } from './storePlaces.ts';
import { isWalked, walkFolders, type WalkLimits } from './walkFolders.ts';

export interface CodeLimits extends WalkLimits {
  /** The search ends after so many Python files and notebooks. */
  readonly maxFiles: number;
  /** Larger files are not read: they are data, or a notebook full of pictures. */
  readonly maxBytes: number;
}

const defaultLimits: CodeLimits = { maxDepth: 8, maxFolders: 3000, maxFiles: 2000, maxBytes: 2_000_000 };

/** A tracking URI that a file of code names. */
export interface CodeNaming extends CodeTrackingUri {
  readonly file: string;
}

/**
 * The tracking URIs that Python files and notebooks name as literals. A search is bounded and reads files one after the other, so that
 * nothing waits for it; later a file is read again when it was written, and only that one.
 */
export class CodeStores {
  readonly #limits: CodeLimits;
  readonly #found = new Map<string, readonly CodeTrackingUri[]>();
  readonly #onDidChange = new Emitter<void>();
  #searches = 0;
  #reading: Promise<void> = Promise.resolve();

  /** Fires when other URIs are named than before. */
  readonly onDidChange: Event<void> = this.#onDidChange.event;

  constructor(limits = defaultLimits) {
    this.#limits = limits;
  }

  /** What is known so far, in the order of files. */
  get namings(): readonly CodeNaming[] {
    const files = [...this.#found].sort(([a], [b]) => (a < b ? -1 : 1));
    return files.flatMap(([file, found]) => found.map((naming) => ({ ...naming, file })));
  }

  /** Looks through the folders. A search that begins later takes the place of this one. */
  async search(folders: readonly string[]): Promise<void> {
    const search = ++this.#searches;
    this.#reading = this.#reading.then(async () => await this.#search(folders, search));
    await this.#reading;
  }

  /** Reads a file that was written, or that is gone, maybe with its folder; one that a search would not reach is left alone. */
  async update(path: string, folders: readonly string[]): Promise<void> {
    const isNew = isCode(basename(path)) && folders.some((folder) => isReached(path, folder, this.#limits.maxDepth));
    // One after the other, and after a search: what that read of the file may be older.
    this.#reading = this.#reading.then(async () => {
      const known = [...this.#found.keys()].filter((file) => isInside(file, path));
      for (const file of new Set(isNew ? [...known, path] : known)) {
        const namings = await this.#read(file);
        const before = this.namings;
        this.#put(file, namings);
        this.#fireUnlessSame(before);
      }
    });
    await this.#reading;
  }

  dispose(): void {
    this.#searches++;
    this.#onDidChange.dispose();
  }

  async #search(folders: readonly string[], search: number): Promise<void> {
    const found = new Map<string, readonly CodeTrackingUri[]>();
    for await (const file of this.#files(folders)) {
      if (search !== this.#searches) {
        return;
      }
      found.set(file, await this.#read(file));
    }
    const before = this.namings;
    this.#found.clear();
    found.forEach((namings, file) => this.#put(file, namings));
    this.#fireUnlessSame(before);
  }

  async *#files(folders: readonly string[]): AsyncGenerator<string> {
    let left = this.#limits.maxFiles;
    for (const folder of folders) {
      for await (const { path, entries } of walkFolders(folder, this.#limits)) {
        const files = entries.filter((entry) => entry.isFile() && isCode(entry.name)).slice(0, left);
        left -= files.length;
        yield* files.map(({ name }) => join(path, name));
        if (left <= 0) {
          return;
        }
      }
    }
  }

  #put(file: string, namings: readonly CodeTrackingUri[]): void {
    if (namings.length === 0) {
      this.#found.delete(file);
    } else {
      this.#found.set(file, namings);
    }
  }

  #fireUnlessSame(before: readonly CodeNaming[]): void {
    if (JSON.stringify(before) !== JSON.stringify(this.namings)) {
      this.#onDidChange.fire();
    }
  }

  async #read(file: string): Promise<readonly CodeTrackingUri[]> {
    const bytes = await bytesOf(file, this.#limits.maxBytes);
    if (bytes?.includes(trackingUriCall) !== true) {
      return [];
    }
    const text = bytes.toString('utf8');
    return file.endsWith('.ipynb') ? notebookTrackingUris(text) : pythonTrackingUris(text);
  }
}

function isCode(name: string): boolean {
  return /\.(py|ipynb)$/.test(name);
}

function isReached(file: string, folder: string, maxDepth: number): boolean {
  const folders = relative(folder, file).split(sep).slice(0, -1);
  return folders.length <= maxDepth && folders.every(isWalked);
}

/** Absent when the file is too large, gone, or cannot be read: a file that is not looked for is nothing to complain about. */
async function bytesOf(file: string, maxBytes: number): Promise<Buffer | undefined> {
  try {
    const { size } = await stat(file);
    return size <= maxBytes ? await readFile(file) : undefined;
  } catch {
    return undefined;
  }
}
