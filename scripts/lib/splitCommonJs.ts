import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { transform, type Metafile, type OutputFile, type Plugin } from 'esbuild';

/**
 * Lets a CommonJS bundle be split where code is imported dynamically, so that what is not used yet is not even read. esbuild splits
 * ES modules only; here each piece is turned into CommonJS when it is written. Needs `format: 'esm'`, `splitting`, `write: false`
 * and `metafile`.
 */
export function splitCommonJs(): Plugin {
  return {
    name: 'split-common-js',
    setup: (esbuild) => {
      const { minify = false, target } = esbuild.initialOptions;
      esbuild.onEnd(async ({ outputFiles = [], metafile }) => {
        const errors = metafile === undefined ? [] : dynamicImportsOfCommonJs(metafile).map((text) => ({ text }));
        if (errors.length === 0) {
          await Promise.all(
            outputFiles.map(async (file) => await writeAsCommonJs(file, { minify, ...(target && { target }) })),
          );
        }
        return { errors };
      });
    },
  };
}

async function writeAsCommonJs(
  { path, text }: OutputFile,
  options: { readonly minify: boolean; readonly target?: string | string[] },
): Promise<void> {
  const { code } = await transform(text, {
    ...options,
    format: 'cjs',
    platform: 'node',
    supported: { 'dynamic-import': false },
    sourcemap: text.includes('\n//# sourceMappingURL=data:') ? 'inline' : false,
    logLevel: 'warning',
  });
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, code);
}

/** Such an import gives nothing but `default` once it is a piece of its own; one file bundles it with its names, and tests pass. */
function dynamicImportsOfCommonJs({ inputs }: Metafile): readonly string[] {
  return Object.entries(inputs).flatMap(([importer, { imports }]) =>
    imports
      .filter(({ kind, path }) => kind === 'dynamic-import' && inputs[path]?.format === 'cjs')
      .map(({ path }) => `${importer} imports ${path} dynamically, which is CommonJS: import it from a module of ours`),
  );
}
