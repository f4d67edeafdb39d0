import { MlflowError } from '../model/mlflowError.ts';
import { filterTokens } from './filterTokens.ts';
import { parseRunFilter } from './parseRunFilter.ts';
import type { KnownKeys } from './resolveRunField.ts';
import { entityNames } from './runField.ts';
import type { RunFilter } from './runFilter.ts';

/** What a person typed into a search box. */
export type RunSearch =
  { readonly kind: 'filter'; readonly filter: RunFilter } | { readonly kind: 'text'; readonly text: string };

/**
 * Reads MLflow's filter grammar or, beyond MLflow, plain words to look for: what does not parse and holds no operator is text.
 * @throws MlflowError invalidFilter when it is meant as a filter and is not one
 */
export function parseRunSearch(text: string, known?: KnownKeys): RunSearch {
  try {
    return { kind: 'filter', filter: parseRunFilter(text, known) };
  } catch (error) {
    if (MlflowError.is(error, 'invalidFilter') && !looksLikeFilter(text)) {
      return { kind: 'text', text };
    }
    throw error;
  }
}

function looksLikeFilter(text: string): boolean {
  return filterTokens(text).some(
    (token) =>
      token.kind === 'operator' ||
      token.kind === 'string' ||
      (token.kind === 'name' && token.text.includes('.') && entityNames.has(token.text.split('.', 1)[0] ?? '')),
  );
}
