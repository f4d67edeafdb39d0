import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A quiet VS Code: nothing opens, asks or phones home by itself. */
const quietSettings = {
  'chat.disableAIFeatures': true,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  // In a browser VS Code saves by itself after a second, on the desktop it does not.
  'files.autoSave': 'off',
  'git.openRepositoryInParentFolders': 'never',
  'security.workspace.trust.banner': 'never',
} as const;

/** Desktop VS Code reads all settings from User; a window on a server takes those of machine scope from Machine. */
export async function writeUserSettings(userDataDir: string, settings: Readonly<Record<string, unknown>>) {
  for (const scope of ['User', 'Machine']) {
    const file = join(userDataDir, scope, 'settings.json');
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, JSON.stringify({ ...quietSettings, ...settings }, undefined, 2));
  }
}
