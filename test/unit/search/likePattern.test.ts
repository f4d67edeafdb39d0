import { DatabaseSync } from 'node:sqlite';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { likePattern } from '../../../src/search/likePattern.ts';

const characters = Array.from('aAbkKéÉßяЯ%_\n-/.*+?^$()[]{}|\\\'"🚀');
const texts = fc.string({ unit: fc.constantFrom(...characters), maxLength: 8 });

/** A pattern of some of a text's characters, so that it has a chance to match. */
const textsWithPattern = fc
  .array(fc.tuple(fc.constantFrom(...characters), fc.constantFrom('', '%', '_', 'same', 'same', 'other')), {
    maxLength: 8,
  })
  .map((pieces) => ({
    text: pieces.map(([character]) => character).join(''),
    pattern: pieces
      .map(([character, how]) =>
        how === 'same' ? character : how === 'other' ? (character === 'a' ? 'A' : character.toLowerCase()) : how,
      )
      .join(''),
  }));

it('matches in SQL stores as SQLite does the way MLflow asks it', () => {
  const database = new DatabaseSync(':memory:');
  database.exec('PRAGMA case_sensitive_like = true');
  const like = database.prepare('SELECT ? LIKE ? AS found');
  const ilike = database.prepare('SELECT lower(?) LIKE lower(?) AS found');
  const matchesAsSqlite = (text: string, pattern: string): void => {
    expect([likePattern(pattern, false, 'sql')(text), likePattern(pattern, true, 'sql')(text)]).toEqual([
      like.get(text, pattern)?.['found'] === 1,
      ilike.get(text, pattern)?.['found'] === 1,
    ]);
  };
  fc.assert(fc.property(textsWithPattern, ({ text, pattern }) => matchesAsSqlite(text, pattern)));
  fc.assert(fc.property(texts, texts, matchesAsSqlite));
  database.close();
});

it('stops at line breaks and knows the case of every letter in the file store', () => {
  const cases: readonly (readonly [pattern: string, text: string])[] = [
    ['a%-/b', 'a\n-/b'],
    ['a%-/b', 'a x-/b'],
    ['a%', 'a\nb'],
    ['%b', 'b\n'],
    ['éя', 'ÉЯ'],
    ['_', '🚀'],
  ];
  const answers = cases.map(([pattern, text]) => [
    likePattern(pattern, false, 'file')(text),
    likePattern(pattern, true, 'file')(text),
  ]);
  expect(answers).toEqual([
    [false, false],
    [true, true],
    [true, true],
    [true, true],
    [false, true],
    [true, true],
  ]);
});

it('steps through a long text once, however many % there are', () => {
  const text = `${'ab'.repeat(4000)}!`;
  const pattern = '%a%b'.repeat(12);
  expect([likePattern(pattern, false, 'file')(text), likePattern(pattern, true, 'sql')(text)]).toEqual([false, false]);
});
