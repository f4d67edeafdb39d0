import { setTimeout as pause } from 'node:timers/promises';
import { MlflowError } from '../model/mlflowError.ts';
import { Emitter, type Event } from '../util/events.ts';
import { startChild, type Child, type ChildExit } from './childProcess.ts';
import { freePort } from './freePort.ts';
import { lastWords } from './lastWords.ts';
import { workFolder, type LocalStore } from './localStore.ts';
import { findMlflowPython, type MlflowInterpreter } from './mlflowPython.ts';
import { mlflowUiCommand, mlflowUiEnvironment, uiHost } from './mlflowUiCommand.ts';
import type { PythonSearch } from './pythonInterpreter.ts';
import { Stopper, type StopGrace } from './stopper.ts';

export type MlflowUiState =
  | { readonly kind: 'starting' }
  | { readonly kind: 'ready'; readonly url: string }
  | { readonly kind: 'stopping' }
  /** It ended because it was asked to. */
  | { readonly kind: 'stopped' }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface MlflowUiFacts {
  readonly python: MlflowInterpreter;
  readonly command: readonly string[];
  readonly store: LocalStore;
}

export interface MlflowUiParts {
  readonly store: LocalStore;
  readonly python: PythonSearch;
  readonly isHealthy: (url: string, signal: AbortSignal) => Promise<boolean>;
  /** Milliseconds between two questions whether it answers. */
  readonly pollMs: number;
  readonly stopGraceMs: StopGrace;
  readonly onWillStart: (facts: MlflowUiFacts) => void;
  readonly onOutput: (text: string) => void;
}

/** How much of the output's end a failure may quote, in characters. */
const keptOutput = 4000;

/** MLflow's own server and UI for one store, from its start to its end. */
export class MlflowUi {
  /** When it was asked for, milliseconds since 1970. */
  readonly since = Date.now();
  readonly #parts: MlflowUiParts;
  readonly #onDidChange = new Emitter<MlflowUiState>();
  readonly #ended = new AbortController();
  #state: MlflowUiState = { kind: 'starting' };
  #child: Child | undefined;
  #stopper: Stopper | undefined;
  #isStopAsked = false;
  #output = '';

  readonly onDidChange: Event<MlflowUiState> = this.#onDidChange.event;

  constructor(parts: MlflowUiParts) {
    this.#parts = parts;
  }

  get store(): LocalStore {
    return this.#parts.store;
  }

  get state(): MlflowUiState {
    return this.#state;
  }

  /** Starts it and stays until it has ended; what goes wrong becomes the state `failed`. */
  async run(): Promise<void> {
    try {
      const { url, child } = await this.#start();
      void this.#announceWhenReady(url);
      this.#finish(await child.exit);
    } catch (error) {
      this.#ended.abort();
      this.#change(this.#isStopAsked ? { kind: 'stopped' } : { kind: 'failed', error });
    }
  }

  /** Asks it to end, more firmly each time; also before it runs: it is then stopped as soon as it does. */
  stop(): void {
    this.#isStopAsked = true;
    if (this.#state.kind === 'starting' || this.#state.kind === 'ready') {
      this.#change({ kind: 'stopping' });
    }
    this.#stopper?.stop();
  }

  /** For the end of the window, which waits for nothing. */
  kill(): void {
    this.#isStopAsked = true;
    this.#child?.kill('SIGKILL');
  }

  async #start(): Promise<{ readonly url: string; readonly child: Child }> {
    const { store, onWillStart } = this.#parts;
    const python = await findMlflowPython(this.#parts.python);
    const port = await freePort(uiHost);
    if (this.#isStopAsked) {
      throw new MlflowError('cancelled', { what: 'mlflow server' });
    }
    const command = mlflowUiCommand(python, store, port);
    onWillStart({ python, command, store });
    const child = await startChild(command, {
      folder: workFolder(store),
      environment: mlflowUiEnvironment(this.#parts.python.environment, store, python),
      onOutput: (text) => this.#take(text),
    });
    this.#child = child;
    this.#stopper = new Stopper(child, this.#parts.stopGraceMs);
    if (this.#isStopAsked) {
      this.#stopper.stop();
    }
    return { url: `http://${uiHost}:${port}`, child };
  }

  async #announceWhenReady(url: string): Promise<void> {
    const { signal } = this.#ended;
    while (!signal.aborted) {
      if (await this.#parts.isHealthy(url, signal)) {
        if (this.#state.kind === 'starting') {
          this.#change({ kind: 'ready', url });
        }
        return;
      }
      // Rejects when it has ended, which the loop sees by itself.
      await pause(this.#parts.pollMs, undefined, { signal }).catch(() => undefined);
    }
  }

  #take(text: string): void {
    this.#output = `${this.#output}${text}`.slice(-keptOutput);
    this.#parts.onOutput(text);
  }

  #finish(exit: ChildExit): void {
    this.#ended.abort();
    this.#stopper?.end();
    // What it started must not outlive it: job runners, workers of a server that was killed.
    this.#child?.kill('SIGKILL');
    this.#change(this.#isStopAsked ? { kind: 'stopped' } : { kind: 'failed', error: this.#failure(exit) });
  }

  #failure({ exitCode, signal }: ChildExit): MlflowError {
    const how = signal === undefined ? `exit code ${exitCode ?? '?'}` : signal;
    const said = lastWords(this.#output);
    return new MlflowError('processFailed', {
      what: 'mlflow server',
      detail: said === '' ? how : `${how}: ${said}`,
    });
  }

  #change(state: MlflowUiState): void {
    this.#state = state;
    this.#onDidChange.fire(state);
  }
}
