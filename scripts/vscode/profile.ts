import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeUserSettings } from './userSettings.ts';

/** The folders in which a VS Code keeps its state; temporary ones, so that no run sees another's. */
export interface Profile {
  readonly userDataDir: string;
  readonly extensionsDir: string;
  readonly serverDataDir: string;
}

export async function createProfile(dir: string, settings: Readonly<Record<string, unknown>> = {}): Promise<Profile> {
  const profile = {
    userDataDir: join(dir, 'user-data'),
    extensionsDir: join(dir, 'extensions'),
    serverDataDir: join(dir, 'server-data'),
  };
  await Promise.all(Object.values(profile).map(async (path) => await mkdir(path, { recursive: true })));
  await writeUserSettings(profile.userDataDir, settings);
  return profile;
}
