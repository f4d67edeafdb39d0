import * as vscode from 'vscode';
import { MlflowError } from '../model/mlflowError.ts';
import type { MlflowStore } from '../store/mlflowStore.ts';
import type { Choice } from '../host/prompts.ts';
import type { StorePlace } from '../host/storePlaces.ts';
import type { CommandParts } from './commandParts.ts';

/** Asks for one of the stores. */
export async function pickStore(
  { stores, prompts }: Pick<CommandParts, 'stores' | 'prompts'>,
  title: string,
): Promise<StorePlace | undefined> {
  await stores.ready();
  const { active, places } = stores;
  const choices = places.map((place): Choice<StorePlace> => {
    const isActive = place.uri === active?.uri;
    return {
      label: place.label,
      description: isActive ? vscode.l10n.t('active') : '',
      detail: place.detail,
      icon: new vscode.ThemeIcon(isActive ? 'check' : 'database'),
      value: place,
    };
  });
  return await prompts.pick(choices, { title, placeholder: vscode.l10n.t('MLflow store') });
}

/** The active store, opened. @throws MlflowError notFound when there is no store at all */
export async function openActiveStore({ stores }: Pick<CommandParts, 'stores'>): Promise<MlflowStore> {
  const store = await stores.openActive();
  if (store === undefined) {
    throw new MlflowError('notFound', { what: vscode.l10n.t('An MLflow store') });
  }
  return store;
}
