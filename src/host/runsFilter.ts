import type * as vscode from 'vscode';
import type { RowPredicate } from '../model/runForest.ts';
import type { RunTable } from '../model/runTable.ts';
import { compileRunFilter } from '../search/matchRuns.ts';
import { parseRunFilter } from '../search/parseRunFilter.ts';
import type { TrackingStore } from '../store/trackingStore.ts';
import { Emitter, type Event } from '../util/events.ts';
import { setContextKey } from './contextKeys.ts';

const filterKey = 'runsFilter';

/** The filter of the Experiments view, in MLflow's grammar and what ours adds to it; kept with the workspace. */
export class RunsFilter implements vscode.Disposable {
  readonly #memory: vscode.Memento;
  readonly #onDidChange = new Emitter<void>();

  readonly onDidChange: Event<void> = this.#onDidChange.event;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
    setContextKey('vizmod.isFiltered', this.text !== '');
  }

  /** '' when every run is shown. */
  get text(): string {
    return this.#memory.get<string>(filterKey) ?? '';
  }

  /** @throws MlflowError invalidFilter */
  async set(text: string): Promise<void> {
    checkFilter(text);
    await this.#memory.update(filterKey, text.trim());
    setContextKey('vizmod.isFiltered', this.text !== '');
    this.#onDidChange.fire();
  }

  /** The filter over the present state of a table. */
  over(table: RunTable, kind: TrackingStore['kind']): RowPredicate {
    return this.text === ''
      ? () => true
      : compileRunFilter(parseRunFilter(this.text), table, {
          dialect: kind === 'file' ? 'file' : 'sql',
          now: Date.now(),
        });
  }

  dispose(): void {
    this.#onDidChange.dispose();
  }
}

/** @throws MlflowError invalidFilter */
export function checkFilter(text: string): void {
  parseRunFilter(text);
}
