import * as vscode from 'vscode';
import { describeError } from '../model/describeError.ts';
import type { ReadOnlyReason } from '../store/trackingStore.ts';
import { describeOrigin } from './describeOrigin.ts';
import type { OpenStores } from './openStores.ts';
import type { StorePlace } from './storePlaces.ts';

type KnownStores = Pick<OpenStores, 'errorOf' | 'readOnlyReason'>;

/** Where the store was named, each place once. */
export function originsText({ origins }: StorePlace): string {
  return [...new Set(origins.map(describeOrigin))].join(', ');
}

/** What a person should know of the store before they use it; absent when it is like any other. */
export function storeState(stores: KnownStores, place: StorePlace): string | undefined {
  if (place.isHeldBack) {
    return vscode.l10n.t('not contacted until the workspace is trusted');
  }
  const error = stores.errorOf(place.uri);
  if (error !== undefined) {
    return describeError(error, vscode.l10n);
  }
  const reason = stores.readOnlyReason(place.uri);
  return reason === undefined ? undefined : vscode.l10n.t('read-only: {0}', describeReadOnly(reason));
}

/** In a few words, for the end of a sentence. */
export function describeReadOnly(reason: ReadOnlyReason): string {
  switch (reason) {
    case 'untrusted':
      return vscode.l10n.t('the workspace is not trusted');
    case 'readOnlyDisk':
      return vscode.l10n.t('its folder cannot be written');
    case 'newerSchema':
      return vscode.l10n.t('it was written by a newer MLflow than this extension knows');
    case 'noLocks':
      return vscode.l10n.t(
        'its database lies on a network disk, or this VS Code cannot lock it: it is read from a copy',
      );
  }
}

/** The whole story, a line each: where it is, where it was named, what is special about it. */
export function storeTooltip(stores: KnownStores, place: StorePlace): string {
  const origins = originsText(place);
  const named = origins === '' ? [] : [vscode.l10n.t('From: {0}', origins)];
  return [place.detail, ...named, storeState(stores, place) ?? []].flat().join('\n');
}
