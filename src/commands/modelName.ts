import * as vscode from 'vscode';
import type { Prompts } from '../host/prompts.ts';
import type { MlflowStore } from '../store/mlflowStore.ts';

/** Asks for the name of a registered model that is not there yet. @param before its present name, when it is renamed */
export async function askForModelName(
  prompts: Prompts,
  { registry }: MlflowStore,
  title: string,
  before?: string,
): Promise<string | undefined> {
  const models = await registry.registeredModels();
  const taken = new Set(models.map(({ name }) => name).filter((name) => name !== before));
  const typed = await prompts.input({
    title,
    prompt: vscode.l10n.t('Name of the registered model'),
    value: before,
    validate: (text) => nameProblem(text, taken),
  });
  return typed?.trim();
}

/** MLflow's rule (mlflow/utils/validation.py): not empty, and none of the signs that its URIs are made of. */
function nameProblem(typed: string, taken: ReadonlySet<string>): string | undefined {
  const name = typed.trim();
  if (name === '' || /[/:]/.test(name)) {
    return vscode.l10n.t('A name without / and :');
  }
  return taken.has(name) ? vscode.l10n.t('There is a model of this name already') : undefined;
}
