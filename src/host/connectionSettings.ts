import * as vscode from 'vscode';
import { readSettingAt, writeSettingAt } from './settings.ts';
import type { NamedStore, SettingOrigin, SettingsLevel } from './storeOrigin.ts';
import { resolveTrackingUri } from './trackingUris.ts';

const key = 'trackingUris';

/** The stores that the settings name for a folder, or for a window without one. The lists of all levels count together. */
export function storesInSettings(folder: vscode.WorkspaceFolder | undefined): readonly NamedStore[] {
  // Without a workspace file the settings of the workspace and of its only folder are one and the same file.
  const hasFolderLevel = folder !== undefined && vscode.workspace.workspaceFile !== undefined;
  const levels: readonly SettingsLevel[] = hasFolderLevel ? ['folder', 'workspace', 'user'] : ['workspace', 'user'];
  return levels.flatMap((level) => {
    const entries = readSettingAt(key, level, folder?.uri).filter((entry) => entry.trim() !== '');
    return entries.map((entry): NamedStore => {
      const at = level === 'folder' ? { folder: folder?.uri.toString() } : {};
      const origin: SettingOrigin = { kind: 'setting', level, entry, ...at };
      return { ...resolveTrackingUri(entry, folder?.uri.fsPath ?? ''), origin };
    });
  });
}

/** Adds an entry unless it is there already. */
export async function addConnection(entry: string, level: SettingsLevel): Promise<void> {
  const entries = readSettingAt(key, level);
  await writeSettingAt(key, [...entries.filter((other) => other !== entry), entry], level);
}

/** Puts another entry in the place of one, or nothing. */
export async function replaceConnection(
  { level, entry, folder }: SettingOrigin,
  replacement: string | undefined,
): Promise<void> {
  const scope = folder === undefined ? undefined : vscode.Uri.parse(folder);
  const entries = readSettingAt(key, level, scope).flatMap((other) => (other === entry ? (replacement ?? []) : other));
  await writeSettingAt(key, [...new Set(entries)], level, scope);
}
