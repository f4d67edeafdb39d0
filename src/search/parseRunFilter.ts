import { plainTextOperators, readNumber, type FieldRule, type TextRuleOperator } from './fieldRule.ts';
import type { FilterToken } from './filterTokens.ts';
import { parseFilter } from './parseFilter.ts';
import { resolveRunField, type KnownKeys } from './resolveRunField.ts';
import type { NumberRunField, TextRunField } from './runField.ts';
import type { RunFilter } from './runFilter.ts';
import { readTimeSpan } from './timeSpan.ts';

/**
 * Reads MLflow's run filter grammar (3.18, search_utils.py) and what {@link parseFilter} adds to it. Also beyond MLflow: `age` and
 * `duration`, compared with time spans such as `2d`; and keys that are numbers or SQL keywords (`metrics.0`, `params.from`) need no
 * quotes.
 * @param known lets errors suggest the key that was meant
 * @throws MlflowError invalidFilter, with the offending piece, its position and, where there is one, what to write in its place
 */
export function parseRunFilter(text: string, known?: KnownKeys): RunFilter {
  return parseFilter(text, (token) => runFieldRule(token, known));
}

const keyedOperators: readonly TextRuleOperator[] = [...plainTextOperators, 'IS NULL'];
const listOperators: readonly TextRuleOperator[] = [...plainTextOperators, 'IN'];

/** What an identifier names and how MLflow lets it be compared. @throws MlflowError invalidFilter */
export function runFieldRule(
  token: FilterToken,
  known: KnownKeys | undefined,
): FieldRule<NumberRunField, TextRunField> {
  const field = resolveRunField(token, known);
  switch (field.entity) {
    case 'metric':
      return { kind: 'number', field, subject: 'metrics', readValue: readNumber };
    case 'timeAttribute':
      return { kind: 'number', field, subject: field.key, readValue: readNumber };
    case 'elapsed':
      return { kind: 'number', field, subject: field.key, readValue: readTimeSpan, isBeyondMlflow: true };
    case 'param':
    case 'tag':
      return { kind: 'text', field, subject: 'params and tags', operators: keyedOperators };
    case 'dataset':
      return { kind: 'text', field, subject: 'datasets', operators: listOperators };
    case 'textAttribute':
      return {
        kind: 'text',
        field,
        subject: field.key,
        operators: field.key === 'run_id' ? listOperators : plainTextOperators,
      };
  }
}
