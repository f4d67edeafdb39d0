import { MlflowError } from '../model/mlflowError.ts';
import { runStatuses } from '../model/run.ts';
import type { FieldRule } from './fieldRule.ts';
import { numberOperators } from './filter.ts';
import { filterPosition, type FilterPosition } from './filterPosition.ts';
import type { FilterToken } from './filterTokens.ts';
import { runFieldRule } from './parseRunFilter.ts';
import {
  datasetKeys,
  elapsedAttributes,
  formatRunField,
  textAttributes,
  timeAttributes,
  type NumberRunField,
  type RunField,
  type TextRunField,
} from './runField.ts';

/** What there is to name in a filter. Keys in the order in which they are worth offering. */
export interface FilterVocabulary {
  readonly metrics: readonly string[];
  readonly params: readonly string[];
  readonly tags: readonly string[];
  /** Distinct texts of a field, those of most runs first; undefined while they are not known. */
  readonly values: (field: TextRunField) => readonly string[] | undefined;
}

export type SuggestionKind = 'attribute' | 'metric' | 'param' | 'tag' | 'dataset' | 'operator' | 'keyword' | 'value';

export interface FilterSuggestion {
  readonly kind: SuggestionKind;
  /** What to write in place of the piece, and to show. */
  readonly text: string;
}

/** What may be written at a place of a filter. */
export interface FilterCompletion {
  /** The piece to replace: 0-based offsets into the filter. */
  readonly from: number;
  readonly to: number;
  /** The best first; none where there is nothing to say, as in plain words to search for. */
  readonly suggestions: readonly FilterSuggestion[];
  /** The field whose values would be offered here; absent where none would. */
  readonly valuesOf?: TextRunField | undefined;
}

const maxSuggestions = 50;
const timeSpans = ['1h', '1d', '1w', '5m', '30s'];

/** Completes a run filter at the cursor, a 0-based offset. Costs one pass over the keys, or over the values of one field. */
export function completeRunFilter(text: string, cursor: number, vocabulary: FilterVocabulary): FilterCompletion {
  const position = filterPosition(text, cursor);
  const { wanted, from, to } = position;
  switch (wanted.kind) {
    case 'field':
      return { from, to, suggestions: rank(fieldSuggestions(vocabulary), position.typed) };
    case 'operator':
      return { from, to, suggestions: rank(operatorSuggestions(wanted.field), position.typed) };
    case 'keyword':
      return {
        from,
        to,
        suggestions: rank(
          wanted.words.map((word) => ({ kind: 'keyword', text: word })),
          position.typed,
        ),
      };
    case 'value':
      return completeValue(position, wanted, vocabulary);
  }
}

function suggest(kind: SuggestionKind, field: RunField): FilterSuggestion {
  return { kind, text: formatRunField(field) };
}

function fieldSuggestions({ metrics, params, tags }: FilterVocabulary): FilterSuggestion[] {
  return [
    ...metrics.map((key) => suggest('metric', { entity: 'metric', key })),
    ...params.map((key) => suggest('param', { entity: 'param', key })),
    ...textAttributes.map((key) => suggest('attribute', { entity: 'textAttribute', key })),
    ...elapsedAttributes.map((key) => suggest('attribute', { entity: 'elapsed', key })),
    ...timeAttributes.map((key) => suggest('attribute', { entity: 'timeAttribute', key })),
    ...tags.map((key) => suggest('tag', { entity: 'tag', key })),
    ...datasetKeys.map((key) => suggest('dataset', { entity: 'dataset', key })),
    { kind: 'keyword', text: 'NOT' },
  ];
}

/** The rule of a field, or undefined when there is no such field. */
function ruleOf(field: FilterToken): FieldRule<NumberRunField, TextRunField> | undefined {
  try {
    return runFieldRule(field, undefined);
  } catch (error) {
    if (MlflowError.is(error, 'invalidFilter')) {
      return undefined;
    }
    throw error;
  }
}

function operatorSuggestions(field: FilterToken): FilterSuggestion[] {
  const rule = ruleOf(field);
  if (rule === undefined) {
    return [];
  }
  const operators =
    rule.kind === 'number'
      ? [...numberOperators.toSorted((a, b) => operatorRank(a) - operatorRank(b)), 'BETWEEN']
      : [
          ...rule.operators.flatMap((operator) =>
            operator === 'IN' ? ['IN', 'NOT IN'] : operator === 'IS NULL' ? ['IS NULL', 'IS NOT NULL'] : [operator],
          ),
          '=~',
          '!~',
        ];
  return operators.map((text) => ({ kind: 'operator', text }));
}

/** People look for more or less than something before they look for exactly that. */
function operatorRank(operator: string): number {
  return ['>', '<', '>=', '<=', '=', '!='].indexOf(operator);
}

function completeValue(
  { from, to, typed }: FilterPosition,
  { field: token }: { readonly field: FilterToken },
  vocabulary: FilterVocabulary,
): FilterCompletion {
  const rule = ruleOf(token);
  if (rule === undefined) {
    return { from, to, suggestions: [] };
  }
  if (rule.kind === 'number') {
    const spans = rule.field.entity === 'elapsed' ? timeSpans : [];
    return {
      from,
      to,
      suggestions: rank(
        spans.map((text) => ({ kind: 'value', text })),
        typed,
      ),
    };
  }
  const isStatus = rule.field.entity === 'textAttribute' && rule.field.key === 'status';
  const values = isStatus ? runStatuses : (vocabulary.values(rule.field) ?? []);
  const suggestions = values.flatMap((value): FilterSuggestion[] => {
    const text = quoteValue(value);
    return text === undefined ? [] : [{ kind: 'value', text }];
  });
  return { from, to, suggestions: rank(suggestions, typed), ...(!isStatus && { valuesOf: rule.field }) };
}

/** The text in quotes; undefined for one that no quotes can hold, for MLflow has no escapes. */
function quoteValue(value: string): string | undefined {
  const isHard = value.endsWith('\\') || /\\["']/.test(value);
  return isHard ? undefined : !value.includes("'") ? `'${value}'` : !value.includes('"') ? `"${value}"` : undefined;
}

/** Those that what was typed may stand for, the closest first. What was typed out already is not offered again. */
function rank(suggestions: readonly FilterSuggestion[], typed: string): FilterSuggestion[] {
  const wanted = plain(typed);
  const ranked = suggestions
    .map((suggestion) => ({ suggestion, rank: closeness(suggestion, wanted) }))
    .filter(({ rank: at }) => at >= 0)
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, maxSuggestions)
    .map(({ suggestion }) => suggestion);
  return ranked.length === 1 && ranked[0]?.text === typed ? [] : ranked;
}

/** 0 is closest; -1 for no likeness. */
function closeness({ kind, text }: FilterSuggestion, wanted: string): number {
  const label = plain(text);
  if (label.startsWith(wanted)) {
    return 0;
  }
  if (kind === 'operator' || kind === 'keyword') {
    return -1;
  }
  const key = kind === 'value' ? label : label.slice(label.indexOf('.') + 1);
  if (key.startsWith(wanted)) {
    return 1;
  }
  const at = key.indexOf(wanted);
  return at < 0 ? -1 : /[\p{L}\p{N}]/u.test(key.charAt(at - 1)) ? 3 : 2;
}

/** Without case and quotes, and with the usual name of an entity: `metric.Val` stands for `metrics.val`. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/["'`]/g, '')
    .replace(/^(?:metric|param|tag)\./, (entity) => `${entity.slice(0, -1)}s.`);
}
