import type { JsonObject } from '../../model/json.ts';
import { MlflowError } from '../../model/mlflowError.ts';
import type { StoreProblem } from '../trackingStore.ts';

/** Reads what can be read of a list; an entry that cannot becomes one of `problems`, with what `place` says about where it is. */
export function readEach<T>(
  entries: readonly JsonObject[],
  read: (entry: JsonObject) => T,
  problems: StoreProblem[],
  place: (entry: JsonObject) => Omit<StoreProblem, 'error'> = () => ({}),
): readonly T[] {
  const results: T[] = [];
  for (const entry of entries) {
    try {
      results.push(read(entry));
    } catch (error) {
      if (!MlflowError.is(error)) {
        throw error;
      }
      problems.push({ ...place(entry), error });
    }
  }
  return results;
}
