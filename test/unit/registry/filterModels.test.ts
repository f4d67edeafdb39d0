import { expect, test } from 'vitest';
import type { RegisteredModel } from '../../../src/model/registeredModel.ts';
import { filterModels } from '../../../src/registry/filterModels.ts';

function model(name: string, description: string, tags: readonly (readonly [string, string])[] = []): RegisteredModel {
  return { name, description, tags: new Map(tags), aliases: new Map() };
}

const models = [
  model('petals', 'Flowers by their petals', [['task', 'classification']]),
  model('houses', 'Prices', [['task', 'regression']]),
  model('like', ''),
];

function names(text: string): readonly string[] {
  return filterModels(models, text, 'sql').map(({ name }) => name);
}

test.each([
  ['', ['petals', 'houses', 'like']],
  ['PETALS', ['petals']],
  ['flowers classification', ['petals']],
  ['like', ['like']],
  ["name LIKE 'h%'", ['houses']],
  ["tags.task != 'regression'", ['petals']],
])('%j shows %j', (text, expected) => {
  expect(names(text)).toEqual(expected);
});

test('a comparison that is wrong is said to be wrong', () => {
  expect(() => names("colour = 'red'")).toThrow(expect.objectContaining({ reason: 'invalidFilter' }));
});
