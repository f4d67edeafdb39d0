import * as vscode from 'vscode';
import type { CommandRegistry } from '../host/commandRegistry.ts';
import { checkModelsSearch, type ModelsSearch } from '../host/modelsSearch.ts';
import type { CommandParts } from './commandParts.ts';

export interface SearchModelsParts extends Pick<CommandParts, 'prompts' | 'messages'> {
  readonly search: ModelsSearch;
}

export function registerSearchModelsCommands(commands: CommandRegistry, parts: SearchModelsParts): void {
  commands.register('vizmod.registry.search', async () => await searchModels(parts));
  commands.register('vizmod.registry.clearSearch', () => parts.search.set(''));
}

/** Shows only models that a typed text is about. */
export async function searchModels({ prompts, messages, search }: SearchModelsParts): Promise<void> {
  const text = await prompts.input({
    title: vscode.l10n.t('Search Models'),
    prompt: vscode.l10n.t('Words, or comparisons in MLflow’s grammar for registered models. Empty shows all models.'),
    placeholder: "name ILIKE '%petals%' AND tags.task = 'classification'",
    value: search.text,
    validate: (typed) => {
      try {
        checkModelsSearch(typed);
        return undefined;
      } catch (error) {
        return messages.describe(error);
      }
    },
  });
  if (text !== undefined) {
    search.set(text);
    await vscode.commands.executeCommand('vizmod.models.focus');
  }
}
