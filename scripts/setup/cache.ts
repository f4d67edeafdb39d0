import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where downloaded tools live, shared by all clones of this project. */
export function cacheDir(env: NodeJS.ProcessEnv = process.env): string {
  return env['VIZMOD_CACHE'] ?? join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'vizmod');
}

export interface Installation {
  /** Names the folder, together with a hash of the recipe. */
  readonly name: string;
  /** Everything that decides what gets installed: a changed recipe is another folder. */
  readonly recipe: unknown;
  /** Fills `dir`, which is empty. `finalDir` is where it will be found afterwards. */
  readonly install: (dir: string, finalDir: string) => Promise<void>;
}

const underWay = new Map<string, Promise<string>>();

/**
 * The folder of an installation, made when missing. It appears whole or not at all: it is filled under another name
 * and renamed, so an interrupted one is never taken for good and of two at the same time the first to finish wins.
 */
export async function installOnce(installation: Installation): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(installation.recipe)).digest('hex').slice(0, 12);
  const finalDir = join(cacheDir(), `${installation.name}-${hash}`);
  if (existsSync(finalDir)) {
    return finalDir;
  }
  const running = underWay.get(finalDir) ?? install(installation, finalDir);
  underWay.set(finalDir, running);
  return await running.finally(() => underWay.delete(finalDir));
}

async function install({ name, install }: Installation, finalDir: string): Promise<string> {
  await mkdir(cacheDir(), { recursive: true });
  const dir = await mkdtemp(`${finalDir}.installing-`);
  const start = performance.now();
  console.log(`  installing ${name} into ${cacheDir()} ...`);
  try {
    await install(dir, finalDir);
    await rename(dir, finalDir).catch((error: unknown) => {
      if (!existsSync(finalDir)) {
        throw error;
      }
    });
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
  console.log(`  installed ${name} (${((performance.now() - start) / 1000).toFixed(0)} s)`);
  return finalDir;
}
