/** How LIKE treats line breaks and case: MLflow's file store as Python's `re` does, its SQL stores as SQLite does. */
export type LikeDialect = 'file' | 'sql';

/**
 * Compiles a LIKE pattern: % is any text, _ one character (code point), nothing is escaped. In the file store % and _ stop at line
 * breaks; in SQL stores ILIKE takes no notice of case in ASCII letters only.
 */
export function likePattern(pattern: string, ignoresCase: boolean, dialect: LikeDialect): (text: string) => boolean {
  if (dialect === 'file') {
    // Python's `$`, which the file store relies on, also matches before a final line break.
    const end = pattern.endsWith('%') ? '' : String.raw`\n?$`;
    const regex = new RegExp(`^${regexBody(pattern, String.raw`[^\n]`)}${end}`, ignoresCase ? 'iu' : 'u');
    return (text) => regex.test(text);
  }
  const regex = new RegExp(`^${regexBody(ignoresCase ? lowerAscii(pattern) : pattern, String.raw`[\s\S]`)}$`, 'u');
  return ignoresCase ? (text) => regex.test(lowerAscii(text)) : (text) => regex.test(text);
}

function regexBody(pattern: string, any: string): string {
  return pattern
    .replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)
    .replaceAll('%', `${any}*`)
    .replaceAll('_', any);
}

function lowerAscii(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
