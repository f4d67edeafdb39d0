import { describe, expect, it } from 'vitest';
import { checkRunFilter } from '../../../src/search/checkRunFilter.ts';
import { completeRunFilter, type FilterVocabulary } from '../../../src/search/completeRunFilter.ts';
import { formatRunField } from '../../../src/search/runField.ts';

const values: Readonly<Record<string, readonly string[]>> = {
  'params.kernel': ['rbf', 'linear', "it's", 'both \'"', 'back\\'],
  'tags.stage': ['test'],
  'dataset.name': ['iris'],
  run_id: ['a1', 'b2'],
};

const vocabulary: FilterVocabulary = {
  metrics: ['accuracy', 'val/acc', 'loss'],
  params: ['kernel', 'lr'],
  tags: ['stage', 'mlflow.user'],
  values: (field) => values[formatRunField(field)],
};

/** The suggestions at the `|` of a filter, each as the whole filter that taking it makes. */
function complete(marked: string): string[] {
  const cursor = marked.indexOf('|');
  const text = marked.replace('|', '');
  const { from, to, suggestions } = completeRunFilter(text, cursor, vocabulary);
  return suggestions.map((suggestion) => text.slice(0, from) + suggestion.text + text.slice(to));
}

describe('completeRunFilter', () => {
  it.each<[marked: string, results: readonly string[]]>([
    ['acc|', ['metrics.accuracy', 'metrics.`val/acc`']],
    ['metrics.v|', ['metrics.`val/acc`']],
    ['metrics.`val/|', ['metrics.`val/acc`']],
    ['metrics.val/a|', ['metrics.`val/acc`']],
    ['metrics.val/|acc > 1', ['metrics.`val/acc`acc > 1']],
    ['metrics.acc|uracy > 1', ['metrics.accuracy > 1']],
    ['param.|', ['params.kernel', 'params.lr']],
    ['us|', ['user_id', 'tags.mlflow.user', 'status']],
    ['NOT (ker|', ['NOT (params.kernel']],
    [
      "params.lr = '1' AND st|",
      [
        "params.lr = '1' AND status",
        "params.lr = '1' AND start_time",
        "params.lr = '1' AND tags.stage",
        "params.lr = '1' AND dataset.digest",
      ],
    ],
    ['no|', ['NOT']],
    ['metrics.loss |', ['>', '<', '>=', '<=', '=', '!=', 'BETWEEN'].map((operator) => `metrics.loss ${operator}`)],
    ['metrics.loss >|', ['metrics.loss >', 'metrics.loss >=']],
    ['params.lr i|', ['params.lr ILIKE', 'params.lr IS NULL', 'params.lr IS NOT NULL']],
    ['run_id n|', ['run_id NOT IN']],
    ['run_id NOT |', ['run_id NOT IN']],
    ['run_id NOT IN |', ['run_id NOT IN (']],
    ['run_id NOT IN (|', ["run_id NOT IN ('a1'", "run_id NOT IN ('b2'"]],
    ["run_id IN ('a1', b|)", ["run_id IN ('a1', 'b2')"]],
    ['params.lr IS |', ['params.lr IS NULL', 'params.lr IS NOT NULL']],
    ['params.kernel = |', ["params.kernel = 'rbf'", "params.kernel = 'linear'", 'params.kernel = "it\'s"']],
    ["params.kernel = 'l|", ["params.kernel = 'linear'"]],
    ["params.kernel = 'rb|f' AND status = 'x'", ["params.kernel = 'rbf' AND status = 'x'"]],
    ["params.kernel = 'rb|x' AND status = 'x'", ["params.kernel = 'rbf' AND status = 'x'"]],
    ["dataset.name LIKE 'i|", ["dataset.name LIKE 'iris'"]],
    ["status = 'f|", ["status = 'FINISHED'", "status = 'FAILED'"]],
    ['age < |', ['1h', '1d', '1w', '5m', '30s'].map((span) => `age < ${span}`)],
    ['metrics.loss BETWEEN 1 |', ['metrics.loss BETWEEN 1 AND']],
    ['metrics.loss BETWEEN 1 AND 2 |', ['AND', 'OR'].map((word) => `metrics.loss BETWEEN 1 AND 2 ${word}`)],
    ["(params.lr = '1' |", ['AND', 'OR', ')'].map((word) => `(params.lr = '1' ${word}`)],
    ['metrics.loss > 1|', []],
    ['metrics.nothing > |', []],
    ['calm fox|', []],
    ['unknown |', []],
  ])('%s', (marked, results) => {
    expect(complete(marked)).toEqual(results);
  });

  it('offers everything there is to ask for in an empty box, and the values it would like to know', () => {
    const empty = completeRunFilter('', 0, vocabulary);
    expect(empty.suggestions.map(({ kind }) => kind).filter((kind, i, all) => kind !== all[i - 1])).toEqual([
      'metric',
      'param',
      'attribute',
      'tag',
      'dataset',
      'keyword',
    ]);
    expect(completeRunFilter('tags.other = ', 13, vocabulary)).toEqual({
      from: 13,
      to: 13,
      suggestions: [],
      valuesOf: { entity: 'tag', key: 'other' },
    });
  });

  it('offers no more than can be looked over', () => {
    const many = { ...vocabulary, params: Array.from({ length: 5000 }, (_, index) => `p${index}`) };
    expect(completeRunFilter('params.p', 8, many).suggestions).toHaveLength(50);
  });
});

it('checkRunFilter says which piece is wrong, and nothing of plain words', () => {
  const known = { params: new Set(['kernel']), metrics: new Set<string>(), tags: new Set<string>() };
  const range = (text: string): unknown => {
    const mistake = checkRunFilter(text, known);
    return mistake && [mistake.from, mistake.to, mistake.error.details.suggestion];
  };
  expect(['calm fox', "params.kernel = 'rbf'", "kernel = 'rbf'", 'params.kernel =  '].map(range)).toEqual([
    undefined,
    undefined,
    [0, 6, 'params.kernel'],
    [15, 15, undefined],
  ]);
});
