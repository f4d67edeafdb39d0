import * as vscode from 'vscode';
import { settingDefaults, type SettingKey, type Settings } from '../contributions.ts';

const section = 'vizmod';

/** The value for a resource, or for the window. A value of the wrong type, as settings.json may hold, counts as unset. */
export function readSetting<Key extends SettingKey>(key: Key, scope?: vscode.Uri): Settings[Key] {
  const value = vscode.workspace.getConfiguration(section, scope).get<unknown>(key);
  return isSetting(key, value) ? value : settingDefaults[key];
}

export function changesSetting(event: vscode.ConfigurationChangeEvent, key: SettingKey): boolean {
  return event.affectsConfiguration(`${section}.${key}`);
}

function isSetting<Key extends SettingKey>(key: Key, value: unknown): value is Settings[Key] {
  return Array.isArray(settingDefaults[key])
    ? Array.isArray(value) && value.every((item) => typeof item === 'string')
    : typeof value === typeof settingDefaults[key];
}
