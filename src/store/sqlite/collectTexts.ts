import { textIn } from './cells.ts';
import type { Row } from './sqlDatabase.ts';

/** Groups rows of `owner`, `key` and `value`, the form of every table of tags and params. A NULL value counts as the empty text. */
export function collectTexts(rows: Iterable<Row>): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const texts = new Map<string, Map<string, string>>();
  for (const row of rows) {
    const owner = textIn(row, 'owner') ?? '';
    const owned = texts.get(owner) ?? new Map<string, string>();
    texts.set(owner, owned.set(textIn(row, 'key') ?? '', textIn(row, 'value') ?? ''));
  }
  return texts;
}
