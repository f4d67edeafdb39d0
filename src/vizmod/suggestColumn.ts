/** Words and digits of a name, so that `sepal_len`, `SepalLength` and `sepal length (cm)` compare. */
function normalized(name: string): string {
  return name
    .replace(/\([^)]*\)|\[[^\]]*\]/g, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '');
}

/** Longest name that is compared; columns are shorter. */
const maxLength = 200;

/**
 * The column that most likely is meant by a name the data lacks: the same but for case, punctuation or a unit in brackets, one that
 * begins with it or that it begins with, or one a few letters away. Absent when nothing is near.
 */
export function suggestColumn(missing: string, header: readonly string[]): string | undefined {
  const wanted = normalized(missing).slice(0, maxLength);
  if (wanted === '') {
    return undefined;
  }
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const name of header) {
    const distance = nameDistance(wanted, normalized(name).slice(0, maxLength));
    if (distance <= 0.4 && (best === undefined || distance < best.distance)) {
      best = { name, distance };
    }
  }
  return best?.name;
}

/** 0 for the same name, 1 for nothing in common. */
function nameDistance(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  if (short.length >= 3 && long.startsWith(short)) {
    return 0.3 * (1 - short.length / long.length);
  }
  return editDistance(a, b) / Math.max(a.length, b.length);
}

/** Levenshtein's. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
