import { MlflowError } from '../model/mlflowError.ts';
import type { FilterToken } from './filterTokens.ts';

/** An `invalidFilter` error about one token; `suggestion` is what to write in its place. */
export function filterError(token: FilterToken, detail: string, suggestion?: string): MlflowError {
  const what = token.kind === 'end' ? 'the end' : token.text;
  return new MlflowError('invalidFilter', { what, detail, position: token.position, suggestion });
}
