import type { BetterDirection } from '../protocol/experimentPanel.ts';
import { Emitter } from '../util/events.ts';

/** Where small things are kept between sessions, as VS Code's `workspaceState` does it. */
export interface Memory {
  get(key: string): unknown;
  update(key: string, value: unknown): PromiseLike<void>;
}

/** The marks on the runs of one store. */
export interface RunMarks {
  readonly starred: ReadonlySet<string>;
  readonly hidden: ReadonlySet<string>;
}

export type RunMark = keyof RunMarks;

const betterKey = 'vizmod.betterDirections';
const markKeys: Readonly<Record<RunMark, string>> = { starred: 'vizmod.starredRuns', hidden: 'vizmod.hiddenRuns' };

/** What a person has said about runs and metrics on this machine alone: stars, hidden runs, and which values are better. */
export class PanelMemory {
  readonly #memory: Memory;
  readonly #onDidChangeMarks = new Emitter<string>();
  readonly #onDidChangeBetter = new Emitter<void>();
  /** Fires with the URI of the store whose runs have other marks now. */
  readonly onDidChangeMarks = this.#onDidChangeMarks.event;
  readonly onDidChangeBetter = this.#onDidChangeBetter.event;

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  marks(storeUri: string): RunMarks {
    return { starred: this.#read('starred', storeUri), hidden: this.#read('hidden', storeUri) };
  }

  async mark(storeUri: string, mark: RunMark, runIds: readonly string[], isMarked: boolean): Promise<void> {
    const marked = new Set(this.#read(mark, storeUri));
    runIds.forEach((runId) => (isMarked ? marked.add(runId) : marked.delete(runId)));
    await this.#memory.update(markKeys[mark], { ...this.#record(markKeys[mark]), [storeUri]: [...marked] });
    this.#onDidChangeMarks.fire(storeUri);
  }

  get better(): Readonly<Record<string, BetterDirection>> {
    const known = Object.entries(this.#record(betterKey));
    return Object.fromEntries(known.filter((entry): entry is [string, BetterDirection] => isBetter(entry[1])));
  }

  async setBetter(key: string, better: BetterDirection | undefined): Promise<void> {
    const { [key]: _, ...others } = this.better;
    await this.#memory.update(betterKey, better === undefined ? others : { ...others, [key]: better });
    this.#onDidChangeBetter.fire();
  }

  #read(mark: RunMark, storeUri: string): ReadonlySet<string> {
    const runIds: unknown = this.#record(markKeys[mark])[storeUri];
    return new Set(Array.isArray(runIds) ? runIds.filter((runId) => typeof runId === 'string') : []);
  }

  /** Written by whatever version: anything else than a record counts as empty. */
  #record(key: string): Record<string, unknown> {
    const value = this.#memory.get(key);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  }
}

function isBetter(value: unknown): value is BetterDirection {
  return value === 'higher' || value === 'lower';
}
