// Packs dist/ and the files that .vscodeignore allows into dist/vizmod-<version>.vsix.
//   node scripts/package.ts
import { readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { build } from './build.ts';
import { distDir, repoRoot } from './lib/paths.ts';

export async function vsixPath(): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(repoRoot, 'package.json'), 'utf8'));
  if (typeof manifest !== 'object' || manifest === null || !('version' in manifest)) {
    throw new Error('package.json has no version');
  }
  return join(distDir, `vizmod-${String(manifest.version)}.vsix`);
}

/** Packs what scripts/build.ts has built; the path of the .vsix. */
export async function packageExtension(): Promise<string> {
  const packagePath = await vsixPath();
  await createVSIX({
    cwd: repoRoot,
    packagePath,
    // esbuild has put everything needed from node_modules into the bundles.
    dependencies: false,
    rewriteRelativeLinks: false,
    allowMissingRepository: true,
  });
  return packagePath;
}

if (import.meta.main) {
  await build();
  const path = await packageExtension();
  console.log(`${relative(repoRoot, path)}: ${((await stat(path)).size / 1024).toFixed(0)} KiB`);
}
