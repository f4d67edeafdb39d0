import { MlflowError } from '../../../src/model/mlflowError.ts';
import type { ModelFiles } from '../../../src/vizmod/modelFiles.ts';

/** A model folder of a few texts. */
export function memoryFiles(texts: Readonly<Record<string, string>>): ModelFiles {
  return {
    list: (folder) => {
      const names = Object.keys(texts).filter((path) => folder === '' || path.startsWith(`${folder}/`));
      const top = names.map((path) => path.slice(folder === '' ? 0 : folder.length + 1));
      const entries = top.map((path) => ({
        path: [...(folder === '' ? [] : [folder]), path.split('/')[0] ?? path].join('/'),
        isDirectory: path.includes('/'),
      }));
      return Promise.resolve([...new Map(entries.map((entry) => [entry.path, entry])).values()]);
    },
    read: (path) => {
      const text = texts[path];
      return text === undefined
        ? Promise.reject(new MlflowError('notFound', { what: path }))
        : Promise.resolve(new TextEncoder().encode(text));
    },
  };
}
