import { MlflowError } from '../model/mlflowError.ts';
import { parseRunSearch } from './parseRunSearch.ts';
import type { KnownKeys } from './resolveRunField.ts';

/** A mistake in what somebody types into the search box. */
export interface FilterMistake {
  readonly error: MlflowError;
  /** The piece that is wrong: 0-based offsets into the text, equal at its end. */
  readonly from: number;
  readonly to: number;
}

/** What is wrong with the text of a search box; undefined for a good filter and for plain words. */
export function checkRunFilter(text: string, known?: KnownKeys): FilterMistake | undefined {
  try {
    parseRunSearch(text, known);
    return undefined;
  } catch (error) {
    if (MlflowError.is(error, 'invalidFilter')) {
      const { what, position = 0 } = error.details;
      return { error, from: position, to: position + (text.startsWith(what, position) ? what.length : 0) };
    }
    throw error;
  }
}
