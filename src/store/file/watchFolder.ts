import { statfsSync, watch, type FSWatcher } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import type { Disposable } from '../../util/events.ts';
import { networkFileSystems } from '../networkFileSystems.ts';
import { isAbsence } from './fileProblems.ts';

/**
 * Tells the names of entries of one folder that came, went or changed; undefined: any of them may have. Ends with its disposal.
 * A folder that is not there is not watched: its parent tells when it comes.
 */
export type WatchFolder = (folder: string, onChange: (name: string | undefined) => void) => Disposable | undefined;

export interface PollOptions {
  readonly milliseconds: number;
}

const defaultPoll: PollOptions = { milliseconds: 1500 };

/** File systems that do not tell about the changes of other machines; the last is FUSE. */
const silentFileSystems: ReadonlySet<number> = new Set([...networkFileSystems, 0x65735546]);

/** Watches by the operating system where that works for `root`, by looking again and again elsewhere. */
export function watchFolderFor(root: string): WatchFolder {
  return tellsChanges(root) ? watchBySystem : (folder, onChange) => watchByPolling(folder, onChange);
}

function tellsChanges(root: string): boolean {
  try {
    return !root.startsWith('//') && !silentFileSystems.has(statfsSync(root).type);
  } catch {
    // Where the kind of file system cannot be had, watching shows whether it works.
    return true;
  }
}

/** What the system will not watch (it may have too many watches) is polled. */
export const watchBySystem: WatchFolder = (folder, onChange) => {
  let watcher: FSWatcher;
  try {
    watcher = watch(folder, { persistent: false });
  } catch (error) {
    return isAbsence(error) ? undefined : watchByPolling(folder, onChange);
  }
  watcher.on('change', (_, name) => onChange(typeof name === 'string' ? name : undefined));
  let replacement: Disposable | undefined;
  watcher.on('error', () => {
    watcher.close();
    replacement ??= watchByPolling(folder, onChange);
  });
  return {
    dispose: () => {
      watcher.close();
      replacement?.dispose();
      replacement = { dispose: () => undefined };
    },
  };
};

/** Compares names, times and sizes; one look ends before the next begins. */
export function watchByPolling(
  folder: string,
  onChange: (name: string | undefined) => void,
  { milliseconds }: PollOptions = defaultPoll,
): Disposable {
  let isDisposed = false;
  let before: ReadonlyMap<string, string> | undefined;
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    const now = await stampsOf(folder);
    if (isDisposed) {
      return;
    }
    for (const name of before === undefined ? [] : differences(before, now)) {
      onChange(name);
    }
    before = now;
    timer = setTimeout(() => void look(), milliseconds).unref();
  };
  void look();
  return {
    dispose: () => {
      isDisposed = true;
      clearTimeout(timer);
    },
  };
}

function differences(before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): readonly string[] {
  const names = new Set([...before.keys(), ...now.keys()]);
  return [...names].filter((name) => before.get(name) !== now.get(name));
}

/** A folder that cannot be read is an empty one here: whoever reads the store says why. */
async function stampsOf(folder: string): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(folder).catch(() => []);
  const stamps = names.map(async (name): Promise<[string, string]> => {
    const stats = await stat(`${folder}/${name}`).catch(() => undefined);
    return [name, `${stats?.mtimeMs} ${stats?.size}`];
  });
  return new Map(await Promise.all(stamps));
}
