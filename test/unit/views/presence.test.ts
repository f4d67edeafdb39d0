import { expect, test } from 'vitest';
import { Presence } from '../../../src/views/presence.ts';

/** Questions that the test answers when it likes. */
function heldQuestions() {
  const asked: string[] = [];
  const answers: ((isThere: boolean) => void)[] = [];
  const presence = new Presence(async (key) => {
    asked.push(key);
    return await new Promise<boolean>((resolve) => answers.push(resolve));
  });
  const changes: string[] = [];
  presence.onDidChange((key) => changes.push(key));
  return { asked, answers, presence, changes };
}

test('asks once, says no until it knows, and tells when it does', async () => {
  const { asked, answers, presence, changes } = heldQuestions();
  expect([presence.isThere('a'), presence.isThere('a'), asked]).toEqual([false, false, ['a']]);
  answers[0]?.(true);
  await expect.poll(() => changes).toEqual(['a']);
  expect([presence.isThere('a'), asked]).toEqual([true, ['a']]);
});

test('looks again only for what was asked about, and tells only of another answer', async () => {
  const { asked, answers, presence, changes } = heldQuestions();
  await presence.lookAgain('never asked');
  presence.isThere('a');
  answers[0]?.(true);
  await expect.poll(() => changes).toEqual(['a']);
  const same = presence.lookAgain('a');
  answers[1]?.(true);
  await same;
  const gone = presence.lookAgain('a');
  answers[2]?.(false);
  await gone;
  expect([asked, changes, presence.isThere('a')]).toEqual([['a', 'a', 'a'], ['a', 'a'], false]);
});

test('an answer that comes after a newer one counts for nothing', async () => {
  const { answers, presence, changes } = heldQuestions();
  presence.isThere('a');
  const newer = presence.lookAgain('a');
  answers[1]?.(true);
  await newer;
  answers[0]?.(false);
  presence.set('b', true);
  await Promise.resolve();
  expect([presence.isThere('a'), changes]).toEqual([true, ['a', 'b']]);
});

test('what cannot be asked counts as empty', async () => {
  const asked: string[] = [];
  const presence = new Presence(async (key) => {
    asked.push(key);
    return await Promise.reject(new Error('no answer'));
  });
  presence.isThere('a');
  await presence.lookAgain('a');
  expect([presence.isThere('a'), asked]).toEqual([false, ['a', 'a']]);
});
