import * as vscode from 'vscode';
import { MlflowError } from '../model/mlflowError.ts';
import type { MlflowStore } from '../store/mlflowStore.ts';
import { originsText, storeState } from '../host/describeStore.ts';
import type { OpenStores } from '../host/openStores.ts';
import type { Choice } from '../host/prompts.ts';
import type { StorePlace } from '../host/storePlaces.ts';
import { localPathOf } from '../host/trackingUris.ts';
import type { CommandParts } from './commandParts.ts';

/** Asks for one of the stores, or for one of those that `isOffered`. */
export async function pickStore(
  { stores, prompts }: Pick<CommandParts, 'stores' | 'prompts'>,
  title: string,
  isOffered: (place: StorePlace) => boolean = () => true,
): Promise<StorePlace | undefined> {
  await stores.ready();
  const choices = stores.places.filter(isOffered).map((place) => storeChoice(stores, place));
  return await prompts.pick(choices, { title, placeholder: vscode.l10n.t('MLflow store') });
}

function storeChoice(stores: OpenStores, place: StorePlace): Choice<StorePlace> {
  const isActive = place.uri === stores.active?.uri;
  const description = [isActive ? vscode.l10n.t('active') : '', originsText(place)];
  const state = storeState(stores, place);
  return {
    label: place.label,
    description: description.filter((part) => part !== '').join(' · '),
    detail: state === undefined ? place.detail : `${place.detail} · ${state}`,
    icon: new vscode.ThemeIcon(isActive ? 'check' : localPathOf(place.uri) === undefined ? 'server' : 'database'),
    value: place,
  };
}

/** The active store, opened. @throws MlflowError notFound when there is no store at all */
export async function openActiveStore({ stores }: Pick<CommandParts, 'stores'>): Promise<MlflowStore> {
  const store = await stores.openActive();
  if (store === undefined) {
    throw new MlflowError('notFound', { what: vscode.l10n.t('An MLflow store') });
  }
  return store;
}
