import * as vscode from 'vscode';
import type { Choice, Prompts } from '../host/prompts.ts';
import type { MlflowStore } from '../store/mlflowStore.ts';
import { askForModelName } from './modelName.ts';

/** Asks which registered model gets a new version: one that is there, or a new one. */
export async function pickTargetModel(
  prompts: Prompts,
  store: MlflowStore,
  title: string,
): Promise<string | undefined> {
  const newName = Symbol('new name');
  const models = await store.registry.registeredModels();
  if (models.length > 0) {
    const choices: Choice<string | symbol>[] = [
      { label: vscode.l10n.t('New registered model…'), icon: new vscode.ThemeIcon('add'), value: newName },
      ...models.map(({ name }): Choice<string> => ({
        label: name,
        icon: new vscode.ThemeIcon('library'),
        value: name,
      })),
    ];
    const picked = await prompts.pick(choices, { title, placeholder: vscode.l10n.t('Registered model') });
    if (typeof picked !== 'symbol') {
      return picked;
    }
  }
  return await askForModelName(prompts, store, title);
}
