import type * as vscode from 'vscode';
import { isRunReference, type RunReference } from '../model/references.ts';
import { Emitter, type Event } from '../util/events.ts';
import { setContextKey } from './contextKeys.ts';

const activeRunKey = 'activeRun';
const lastRunKey = 'lastRun';

/** The run that things are logged to unless another one is chosen; kept with the workspace. */
export class ActiveRun implements vscode.Disposable {
  readonly #memory: vscode.Memento;
  readonly #onDidChange = new Emitter<RunReference | undefined>();

  readonly onDidChange: Event<RunReference | undefined> = this.#onDidChange.event;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
    setContextKey('vizmod.hasActiveRun', this.current !== undefined);
  }

  get current(): RunReference | undefined {
    return this.#read(activeRunKey);
  }

  /** The run that was last logged to. */
  get last(): RunReference | undefined {
    return this.#read(lastRunKey);
  }

  async set(run: RunReference | undefined): Promise<void> {
    await this.#write(activeRunKey, run);
    setContextKey('vizmod.hasActiveRun', run !== undefined);
    this.#onDidChange.fire(run);
  }

  async setLast(run: RunReference): Promise<void> {
    await this.#write(lastRunKey, run);
  }

  dispose(): void {
    this.#onDidChange.dispose();
  }

  #read(key: string): RunReference | undefined {
    const value = this.#memory.get<unknown>(key);
    return isRunReference(value) ? value : undefined;
  }

  async #write(key: string, run: RunReference | undefined): Promise<void> {
    const value = run && { storeUri: run.storeUri, experimentId: run.experimentId, runId: run.runId };
    await this.#memory.update(key, value);
  }
}
