import * as vscode from 'vscode';
import { MlflowError } from '../model/mlflowError.ts';
import type { MlflowStore } from '../store/mlflowStore.ts';
import type { ReadOnlyReason } from '../store/trackingStore.ts';
import type { StorePlace } from './storePlaces.ts';
import { localPathOf } from './trackingUris.ts';

/** One store and how far it is: not asked for yet, being opened, open, or failed. */
export interface StoreSlot {
  place: StorePlace;
  opening?: Promise<MlflowStore>;
  store?: MlflowStore;
  error?: unknown;
  /** Learned after it was opened. */
  readOnlyReason?: ReadOnlyReason | undefined;
}

/** What to open. @throws MlflowError untrusted for a server that is held back */
export function contactableUri({ uri, isHeldBack }: StorePlace): string {
  if (isHeldBack) {
    const detail = vscode.l10n.t('only this workspace names it');
    throw new MlflowError('untrusted', { what: vscode.l10n.t('Contacting {0}', uri), detail });
  }
  return uri;
}

export function isOnlyServerInCode({ uri, origins }: StorePlace): boolean {
  return localPathOf(uri) === undefined && origins.length > 0 && origins.every(({ kind }) => kind === 'code');
}

/** The same store, named otherwise than before; what was held back may be contacted now. */
export function moved(slot: StoreSlot, place: StorePlace): StoreSlot {
  if (slot.place.isHeldBack && !place.isHeldBack) {
    forgetFailure(slot);
  }
  return Object.assign(slot, { place });
}

/** Gives a store another chance to be opened. */
export function forgetFailure(slot: StoreSlot): void {
  delete slot.error;
  delete slot.opening;
}
