import * as fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { readAnyYaml, readFixedLines, readMetaYaml, readTaggedMetaYaml } from '../../../../src/store/file/metaYaml.ts';
import { writeMlflowYaml, type YamlValue } from '../../../../src/store/file/mlflowYaml.ts';
import { unpackFixtureStore, type FixtureStoreName } from '../../../support/fixtureStores.ts';
import { globSync } from 'node:fs';

const fixtures = (['vizmod-1.30', 'v2-mlruns', 'v3-mlruns'] as const satisfies readonly FixtureStoreName[]).map(
  (name) => ({
    name,
    fixture: unpackFixtureStore(name),
  }),
);

afterAll(() => {
  for (const { fixture } of fixtures) {
    fixture.dispose();
  }
});

describe('what MLflow has written', () => {
  test.each(fixtures)(
    '$name: the narrow reader reads every run and experiment as the YAML library does',
    ({ fixture }) => {
      const files = globSync('mlruns/{,.trash/}*/{,*/}meta.yaml', { cwd: fixture.folder });
      const own = files.filter((file) => !/mlruns\/models|\/datasets|\/models|\/traces/.test(file));
      expect(own.length).toBeGreaterThan(5);
      for (const file of own) {
        const text = readFileSync(`${fixture.folder}/${file}`, 'utf8');
        expect(readFixedLines(text) ?? readAnyYaml(text), file).toEqual(readAnyYaml(text));
      }
    },
  );
});

/** Names that tempt a reader of lines: quotes, colons, comments, numbers, null, other scripts, line ends, blanks. */
const nastyName = fc.oneof(
  fc.constantFrom(
    'null',
    '~',
    'yes',
    '0x1f',
    '1e5',
    '123456789012345678',
    "it's",
    '"',
    "''",
    ' x',
    'x ',
    '- a',
    'a: b',
    'a #b',
  ),
  fc.constantFrom(
    'größe',
    '测试',
    '🙂',
    'tab\there',
    'two\nlines',
    'back\\slash',
    '[1]',
    '{a: 1}',
    '!tag',
    '&anchor',
    '*alias',
    '%',
    '@',
    '`',
  ),
  fc.string({ maxLength: 30 }),
  fc.string({ unit: 'grapheme', maxLength: 200 }),
);

test('any name that YAML can hold is read as the YAML library reads it, or left to it', () => {
  fc.assert(
    fc.property(nastyName, fc.constantFrom(80, 0), (name, lineWidth) => {
      const text = stringify(
        { experiment_id: '123456789012345678', name, status: 3, tags: [] },
        { lineWidth, version: '1.1' },
      );
      const fields = readMetaYaml(text);
      expect(readFixedLines(text) ?? fields).toEqual(fields);
      expect(fields).toEqual(
        new Map([
          ['experiment_id', '123456789012345678'],
          ['name', name],
          ['status', '3'],
        ]),
      );
    }),
    { numRuns: 500 },
  );
});

/** A key of several lines, or a very long one, YAML writes in another form. */
const tagName = nastyName.filter((name) => name.length < 60 && !/[\p{Cc}\u2028\u2029]/u.test(name));

test('tags of any name and text are read as MLflow writes them', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(tagName, nastyName), { maxLength: 4 }), nastyName, (entries, id) => {
      const tags = new Map(entries);
      const text = writeMlflowYaml(
        new Map<string, YamlValue>([
          ['source_id', id],
          ['tags', tags],
        ]),
      );
      expect(readTaggedMetaYaml(text)).toEqual({ fields: new Map([['source_id', id]]), tags });
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['unquoted ids and null, as MLflow 1.0 wrote', 'experiment_id: 0\nend_time: null\nname: ~\n', { experiment_id: '0' }],
  ['no line end', 'name: a', { name: 'a' }],
  ['a folded name', 'name: a long\n  name\nuser_id: me\n', { name: 'a long name', user_id: 'me' }],
  ['a nested map', 'aliases:\n  champion: 1\nname: a\n', { name: 'a' }],
  ['a comment', 'name: a # b\n', { name: 'a' }],
])('%s', (_, text, expected) => {
  expect(Object.fromEntries(readMetaYaml(text) ?? [])).toEqual(expected);
});

test.each([
  ['empty', ''],
  ['a torn line', "experiment_id: '12"],
  ['not YAML', '{{{'],
  ['a list', '- a\n'],
])('is no meta.yaml: %s', (_, text) => {
  expect(readMetaYaml(text)).toBeUndefined();
});
