import * as vscode from 'vscode';
import { contextValues } from '../contributions.ts';
import { originsText, storeState, storeTooltip } from '../host/describeStore.ts';
import type { OpenStores } from '../host/openStores.ts';
import type { StorePlace } from '../host/storePlaces.ts';
import { localPathOf, serverOriginOf } from '../host/trackingUris.ts';

export function storeItem(stores: OpenStores, storeUri: string): vscode.TreeItem {
  const place = stores.place(storeUri);
  const isActive = stores.active?.uri === place?.uri;
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(place?.label ?? storeUri, isActive ? Expanded : Collapsed);
  item.iconPath = new vscode.ThemeIcon(localPathOf(storeUri) === undefined ? 'server' : 'database');
  item.contextValue = contextValues.store;
  item.tooltip = storeUri;
  if (place !== undefined) {
    item.description = descriptionOf(stores, place, isActive);
    item.tooltip = storeTooltip(stores, place);
    item.contextValue = contextOf(place);
  }
  return item;
}

function descriptionOf(stores: OpenStores, place: StorePlace, isActive: boolean): string {
  const active = isActive ? [vscode.l10n.t('active')] : [];
  // Why a store does not open stands below it.
  const isToldBelow = stores.errorOf(place.uri) !== undefined && !place.isHeldBack;
  const state = isToldBelow ? undefined : storeState(stores, place);
  return [...active, originsText(place), state ?? ''].filter((part) => part !== '').join(' · ');
}

function contextOf({ uri, origins }: StorePlace): string {
  const isInSettings = origins.some(({ kind }) => kind === 'setting');
  return [
    contextValues.store,
    ...(isInSettings ? [contextValues.storeInSettings] : []),
    ...(serverOriginOf(uri) !== undefined ? [contextValues.storeServer] : []),
    ...(uri.startsWith('file:') ? [contextValues.storeFolder] : []),
    ...(uri.startsWith('sqlite:') ? [contextValues.storeDatabase] : []),
  ].join(' ');
}
