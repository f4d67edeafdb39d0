import * as vscode from 'vscode';
import { settingDefaults, type SettingKey, type Settings } from '../contributions.ts';
import type { SettingsLevel } from './storeOrigin.ts';

const section = 'vizmod';

const targets: Readonly<Record<SettingsLevel, vscode.ConfigurationTarget>> = {
  user: vscode.ConfigurationTarget.Global,
  workspace: vscode.ConfigurationTarget.Workspace,
  folder: vscode.ConfigurationTarget.WorkspaceFolder,
};

/** The value for a resource, or for the window. A value of the wrong type, as settings.json may hold, counts as unset. */
export function readSetting<Key extends SettingKey>(key: Key, scope?: vscode.Uri): Settings[Key] {
  const value = vscode.workspace.getConfiguration(section, scope).get<unknown>(key);
  return isSetting(key, value) ? value : settingDefaults[key];
}

/** What one level of the settings says by itself; the default where it says nothing. */
export function readSettingAt<Key extends SettingKey>(
  key: Key,
  level: SettingsLevel,
  scope?: vscode.Uri,
): Settings[Key] {
  const levels = vscode.workspace.getConfiguration(section, scope).inspect<unknown>(key);
  const values = { user: levels?.globalValue, workspace: levels?.workspaceValue, folder: levels?.workspaceFolderValue };
  const value = values[level];
  return isSetting(key, value) ? value : settingDefaults[key];
}

/** Writes a setting; its default is written as nothing at all. */
export async function writeSettingAt<Key extends SettingKey>(
  key: Key,
  value: Settings[Key],
  level: SettingsLevel,
  scope?: vscode.Uri,
): Promise<void> {
  const isDefault = JSON.stringify(value) === JSON.stringify(settingDefaults[key]);
  const configuration = vscode.workspace.getConfiguration(section, scope);
  await configuration.update(key, isDefault ? undefined : value, targets[level]);
}

export function changesSetting(event: vscode.ConfigurationChangeEvent, key: SettingKey): boolean {
  return event.affectsConfiguration(`${section}.${key}`);
}

function isSetting<Key extends SettingKey>(key: Key, value: unknown): value is Settings[Key] {
  const byDefault = settingDefaults[key];
  if (Array.isArray(byDefault) || Array.isArray(value)) {
    return Array.isArray(byDefault) && Array.isArray(value) && value.every((item) => typeof item === 'string');
  }
  return value !== null && typeof value === typeof byDefault;
}
