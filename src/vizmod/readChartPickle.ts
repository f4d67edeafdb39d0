import type { JsonObject } from '../model/json.ts';
import { altairSpec } from './altair/altairSpec.ts';
import { refuseForeignGlobals } from './pickle/pickleGlobals.ts';
import { readPickle } from './pickle/readPickle.ts';

/**
 * The Vega-Lite of a chart that the Python plugin mlflow-vizmod (or mlflow_vismod) pickled, as altair's `to_dict` would print it.
 * The pickle is read as inert data; nothing in it is imported or called.
 * @param what names the file in errors
 * @throws MlflowError refusedPickle, tooLarge
 */
export function readChartPickle(bytes: Uint8Array<ArrayBuffer>, what: string): JsonObject {
  const pickle = readPickle(bytes, what);
  refuseForeignGlobals(pickle.globals, what);
  return altairSpec(pickle.value, what);
}
