import { fileURLToPath } from 'node:url';
import { build, type Metafile } from 'esbuild';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** Modules that run when the entry does: whatever is reached without a dynamic import. */
function eagerModules(inputs: Metafile['inputs'], entry: string): readonly string[] {
  const reached = new Set([entry]);
  for (const path of reached) {
    for (const { path: imported, kind, external } of inputs[path]?.imports ?? []) {
      if (kind !== 'dynamic-import' && external !== true) {
        reached.add(imported);
      }
    }
  }
  return [...reached];
}

it('loads neither a library nor a store reader before it is needed', async () => {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['src/extension.ts'],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    outdir: 'dist',
    logLevel: 'silent',
  });
  const eager = eagerModules(metafile.inputs, 'src/extension.ts');
  expect(eager.filter((path) => /^node_modules|^src\/store\/(file|sqlite|rest)\//.test(path))).toEqual([]);
  expect(eager.length).toBeGreaterThan(50);
});
