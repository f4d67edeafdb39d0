import { describe, expect, it } from 'vitest';
import { MlflowError } from '../../../src/model/mlflowError.ts';
import { parseRunFilter } from '../../../src/search/parseRunFilter.ts';
import { parseRunSearch } from '../../../src/search/parseRunSearch.ts';

const known = { params: new Set(['kernel']), metrics: new Set(['val/acc']), tags: new Set(['stage']) };

function mistake(filter: string): unknown {
  try {
    return parseRunFilter(filter, known);
  } catch (error) {
    if (!MlflowError.is(error, 'invalidFilter')) {
      throw error;
    }
    const { what, position, suggestion } = error.details;
    return { what, position, suggestion };
  }
}

describe('errors of a run filter', () => {
  it.each([
    ["kernel = 'rbf'", { what: 'kernel', position: 0, suggestion: 'params.kernel' }],
    ["stage = 'x'", { what: 'stage', position: 0, suggestion: 'tags.stage' }],
    ["Status = 'FINISHED'", { what: 'Status', position: 0, suggestion: 'status' }],
    ['metrics.val/acc > 1', { what: 'metrics.val', position: 0, suggestion: 'metrics.`val/acc`' }],
    ["Metrics.a > 1 AND params.b = 'x'", { what: 'Metrics.a', position: 0, suggestion: 'metrics.a' }],
    ["params.kernel == 'rbf'", { what: '==', position: 14, suggestion: '=' }],
    ['params.kernel = rbf', { what: 'rbf', position: 16, suggestion: "'rbf'" }],
    ["metrics.a > '0.5'", { what: "'0.5'", position: 12, suggestion: '0.5' }],
    ["metrics.a > 1 || params.b = 'x'", { what: '||', position: 14, suggestion: 'OR' }],
    ['metrics.a > 1 OR', { what: 'the end', position: 16, suggestion: undefined }],
    ['OR metrics.a > 1', { what: 'OR', position: 0, suggestion: undefined }],
    ['metrics.a > 1 AND NOT', { what: 'the end', position: 21, suggestion: undefined }],
    ['metrics.a > 1) AND metrics.b > 2', { what: ')', position: 13, suggestion: undefined }],
    ['(metrics.a > 1 AND metrics.b > 2', { what: 'the end', position: 32, suggestion: undefined }],
    ['metrics.a > 1 AND ()', { what: ')', position: 19, suggestion: undefined }],
    ['metrics.a BETWEEN 1 2', { what: '2', position: 20, suggestion: undefined }],
    ["params.a BETWEEN '1' AND '2'", { what: 'BETWEEN', position: 9, suggestion: undefined }],
    ['age < 2', { what: '2', position: 6, suggestion: '2s' }],
    ['age < 2 d', { what: '2', position: 6, suggestion: '2s' }],
    ['duration > 1y', { what: '1y', position: 11, suggestion: undefined }],
    ["params.a ~ 'x'", { what: '~', position: 9, suggestion: '=~' }],
    ["params.a =~ 'x(y'", { what: "'x(y'", position: 12, suggestion: undefined }],
    ["params.a =~ 'x[z-a]'", { what: '[z-a]', position: 14, suggestion: undefined }],
    [String.raw`params.a =~ '(a)\1'`, { what: '\\', position: 16, suggestion: undefined }],
    ["params.a =~ '(?=a)'", { what: '?', position: 14, suggestion: undefined }],
    ["params.a =~ 'a{9}{9}{9}'", { what: '{', position: 17, suggestion: undefined }],
    ["params.a =~ '(a{99}){9}'", { what: "'(a{99}){9}'", position: 12, suggestion: undefined }],
    [`${'('.repeat(200)}metrics.a > 1`, { what: '(', position: 100, suggestion: undefined }],
    ['metrics.a > 1 && metrics.b > 2', { what: '&&', position: 14, suggestion: 'AND' }],
    ['metrics.a >  ', { what: 'the end', position: 11, suggestion: undefined }],
    ['metrics.a IS NULL', { what: 'IS', position: 10, suggestion: undefined }],
    ["run_id IN ('a', 1)", { what: '1', position: 16, suggestion: undefined }],
  ])('%s', (filter, expected) => {
    expect(mistake(filter)).toEqual(expected);
  });
});

it('says what a field can be compared by', () => {
  const details = ["status IN ('a')", "params.kernel > 'a'", 'metrics.a LIKE 1', 'status IS NULL'].map((filter) => {
    try {
      return parseRunFilter(filter);
    } catch (error) {
      return MlflowError.is(error) ? error.details.detail : error;
    }
  });
  expect(details).toEqual([
    'for status there are =, !=, LIKE, ILIKE and =~; join comparisons by OR in place of a list',
    'for params and tags there are =, !=, LIKE, ILIKE, IS NULL and =~',
    'for metrics there are =, !=, <, <=, >, >= and BETWEEN',
    'there is no IS NULL for status',
  ]);
});

function kindOf(text: string): unknown {
  try {
    return parseRunSearch(text).kind;
  } catch (error) {
    return MlflowError.is(error) ? error.reason : error;
  }
}

describe('parseRunSearch', () => {
  it('takes words that hold no operator as text, and what is meant as a filter as a filter', () => {
    const texts = ['', 'calm fox', 'train.py', "status = 'FAILED'", 'params.', 'params.lr', 'lr=0.1', "it's"];
    expect(texts.map((text) => [text, kindOf(text)])).toEqual([
      ['', 'filter'],
      ['calm fox', 'text'],
      ['train.py', 'text'],
      ["status = 'FAILED'", 'filter'],
      ['params.', 'text'],
      ['params.lr', 'invalidFilter'],
      ['lr=0.1', 'invalidFilter'],
      ["it's", 'text'],
    ]);
  });
});
