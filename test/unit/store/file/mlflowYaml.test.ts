import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readMlflowYaml, writeMlflowYaml, yamlInteger, type YamlValue } from '../../../../src/store/file/mlflowYaml.ts';

/** Made by test/fixtures/make/record_yaml.py. */
const recorded = JSON.parse(
  readFileSync(new URL('../../../fixtures/yaml/pyyaml.json', import.meta.url), 'utf8'),
) as readonly (readonly [string, string])[];

function fieldsWith(text: string): ReadonlyMap<string, YamlValue> {
  return new Map<string, YamlValue>([
    ['map', new Map([['key', text]])],
    ['list', [text, 'b']],
    ['description', text],
  ]);
}

test('writes every text as PyYAML does', () => {
  expect(recorded.length).toBe(400);
  expect(recorded.map(([text]) => writeMlflowYaml(fieldsWith(text)))).toEqual(recorded.map(([, yaml]) => yaml));
});

test('reads back what PyYAML wrote', () => {
  expect(recorded.map(([, yaml]) => readMlflowYaml(yaml))).toEqual(recorded.map(([text]) => fieldsWith(text)));
});

test('writes what is no text as MLflow does, and leaves what it does not edit as it was', () => {
  const text = [
    'aliases: []',
    "experiment_id: '713735526401857481'",
    'float: 1.50',
    'flag: false',
    'nothing: null',
    'number: 713735526401857481',
    'tags: {}',
    '',
  ].join('\n');
  const sorted = text
    .split('\n')
    .filter((line) => line !== '')
    .toSorted()
    .join('\n');
  const fields = readMlflowYaml(text);
  expect(fields).toEqual(
    new Map<string, YamlValue>([
      ['aliases', []],
      ['experiment_id', '713735526401857481'],
      ['float', { plain: '1.50' }],
      ['flag', { plain: 'false' }],
      ['nothing', null],
      ['number', { plain: '713735526401857481' }],
      ['tags', new Map()],
    ]),
  );
  expect(writeMlflowYaml(fields ?? new Map())).toBe(`${sorted}\n`);
  expect(writeMlflowYaml(new Map([['n', yamlInteger(-7)]]))).toBe('n: -7\n');
});

test.each(['', '\n', 'a: [', '- 1\n', "name: 'half", 'text'])('%j is not a map', (text) => {
  expect(readMlflowYaml(text)).toBeUndefined();
});
