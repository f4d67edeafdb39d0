import * as vscode from 'vscode';
import { contextValues } from '../contributions.ts';
import type { OpenStores } from '../host/openStores.ts';

export function storeItem(stores: OpenStores, storeUri: string): vscode.TreeItem {
  const place = stores.place(storeUri);
  const isActive = stores.active?.uri === place?.uri;
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(place?.label ?? storeUri, isActive ? Expanded : Collapsed);
  if (isActive) {
    item.description = vscode.l10n.t('active');
  }
  item.iconPath = new vscode.ThemeIcon(/^https?:/.test(storeUri) ? 'server' : 'database');
  item.tooltip = place?.detail ?? storeUri;
  item.contextValue = contextValues.store;
  return item;
}
