import type * as vscode from 'vscode';
import type { RegisteredModel } from '../model/registeredModel.ts';
import { filterModels } from '../registry/filterModels.ts';
import type { TrackingStore } from '../store/trackingStore.ts';
import { Emitter, type Event } from '../util/events.ts';
import { setContextKey } from './contextKeys.ts';

/** What the Models view is searched for, until the window closes. */
export class ModelsSearch implements vscode.Disposable {
  readonly #onDidChange = new Emitter<void>();
  #text = '';

  readonly onDidChange: Event<void> = this.#onDidChange.event;

  /** '' when every model is shown. */
  get text(): string {
    return this.#text;
  }

  /** @throws MlflowError invalidFilter */
  set(text: string): void {
    checkModelsSearch(text);
    this.#text = text.trim();
    setContextKey('vizmod.isSearchingModels', this.#text !== '');
    this.#onDidChange.fire();
  }

  /** The models to show. */
  over(models: readonly RegisteredModel[], kind: TrackingStore['kind']): readonly RegisteredModel[] {
    return this.#text === '' ? models : filterModels(models, this.#text, kind === 'file' ? 'file' : 'sql');
  }

  dispose(): void {
    this.#onDidChange.dispose();
  }
}

/** @throws MlflowError invalidFilter */
export function checkModelsSearch(text: string): void {
  filterModels([], text.trim(), 'sql');
}
