import { MlflowError } from '../../model/mlflowError.ts';
import type { PickleGlobal } from './pickleValue.ts';

/** Packages whose classes altair charts and the frames in them are made of. */
const chartPackages = new Set([
  'altair',
  'pandas',
  'numpy',
  'pyarrow',
  'datetime',
  'decimal',
  'pytz',
  'zoneinfo',
  'dateutil',
  'polars',
  'narwhals',
  'uuid',
  'collections',
]);

const chartGlobals = new Set([
  ...['slice', 'getattr', 'bytearray', 'bytes', 'set', 'frozenset', 'complex', 'object', 'range'].map(
    (name) => `builtins.${name}`,
  ),
  '_codecs.encode',
  'copyreg._reconstructor',
]);

/**
 * Refuses a pickle that names anything outside the packages of charts and frames: it would not harm here, where nothing is called,
 * but it is no chart, and Python would be harmed.
 * @throws MlflowError refusedPickle
 */
export function refuseForeignGlobals(globals: readonly PickleGlobal[], what: string): void {
  for (const { module, qualifiedName } of globals) {
    const [packageName = ''] = module.split('.');
    if (!chartPackages.has(packageName) && !chartGlobals.has(qualifiedName)) {
      throw new MlflowError('refusedPickle', { what, detail: `it names ${qualifiedName}` });
    }
  }
}
