import { signal } from '@preact/signals';
import { MlflowError } from '../../src/model/mlflowError.ts';
import type { ArtifactItem } from '../../src/protocol/runPanel.ts';

/** A line of the tree: an artifact, or what stands in place of a folder's content. */
export type ArtifactRow =
  | { readonly kind: 'artifact'; readonly item: ArtifactItem; readonly level: number; readonly isOpen: boolean }
  | { readonly kind: 'loading'; readonly level: number; readonly of: string }
  | { readonly kind: 'failed'; readonly level: number; readonly of: string; readonly error: MlflowError };

type Folder = readonly ArtifactItem[] | MlflowError | 'loading';

/** A run's artifacts, each folder listed when it is opened for the first time. */
export class ArtifactTree {
  readonly rows = signal<readonly ArtifactRow[]>([]);
  readonly #list: (path: string) => Promise<readonly ArtifactItem[]>;
  readonly #folders = new Map<string, Folder>();
  readonly #open = new Set<string>(['']);

  constructor(list: (path: string) => Promise<readonly ArtifactItem[]>) {
    this.#list = list;
  }

  /** Whether the root was asked for. */
  get isStarted(): boolean {
    return this.#folders.has('');
  }

  async start(): Promise<void> {
    await this.#load('');
  }

  /** Lists again what is open. */
  async reload(): Promise<void> {
    const known = [...this.#folders.keys()].filter((path) => this.#open.has(path));
    this.#folders.clear();
    await Promise.all(known.map(async (path) => await this.#load(path)));
  }

  async toggle(path: string, isOpen = !this.#open.has(path)): Promise<void> {
    if (isOpen) {
      this.#open.add(path);
      if (!this.#folders.has(path)) {
        await this.#load(path);
        return;
      }
    } else {
      this.#open.delete(path);
    }
    this.#show();
  }

  /** Opens the folders that lead to an artifact. @returns it; absent where there is none of that path */
  async find(path: string): Promise<ArtifactItem | undefined> {
    const parts = path.split('/');
    for (let depth = 0; depth < parts.length; depth++) {
      const folder = parts.slice(0, depth).join('/');
      const item = await this.#itemIn(folder, parts.slice(0, depth + 1).join('/'));
      if (item === undefined || depth === parts.length - 1) {
        return item;
      }
      await this.toggle(item.path, true);
    }
    return undefined;
  }

  async #itemIn(folder: string, path: string): Promise<ArtifactItem | undefined> {
    if (!this.#folders.has(folder)) {
      await this.#load(folder);
    }
    const content = this.#folders.get(folder);
    return Array.isArray(content) ? content.find((item: ArtifactItem) => item.path === path) : undefined;
  }

  async #load(path: string): Promise<void> {
    this.#folders.set(path, 'loading');
    this.#show();
    try {
      this.#folders.set(path, await this.#list(path));
    } catch (error) {
      this.#folders.set(path, MlflowError.is(error) ? error : new MlflowError('internal', { what: String(error) }));
    }
    this.#show();
  }

  #show(): void {
    this.rows.value = this.#rowsOf('', 1);
  }

  #rowsOf(path: string, level: number): ArtifactRow[] {
    const folder = this.#folders.get(path);
    if (folder === undefined || folder === 'loading') {
      return [{ kind: 'loading', level, of: path }];
    }
    if (folder instanceof MlflowError) {
      return [{ kind: 'failed', level, of: path, error: folder }];
    }
    return folder.flatMap((item): ArtifactRow[] => {
      const isOpen = item.isDirectory && this.#open.has(item.path);
      return [{ kind: 'artifact', item, level, isOpen }, ...(isOpen ? this.#rowsOf(item.path, level + 1) : [])];
    });
  }
}
