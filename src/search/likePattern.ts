import type { FilterToken } from './filterTokens.ts';
import { LinearRegex } from './linearRegex.ts';
import { parseRegex } from './parseRegex.ts';
import { compileRegex } from './regexProgram.ts';
import type { SearchDialect } from './searchDialect.ts';

/**
 * Compiles a LIKE pattern: % is any text, _ one character (code point), nothing is escaped. In the file store % and _ stop at line
 * breaks; in SQL stores ILIKE takes no notice of case in ASCII letters only.
 */
export function likePattern(pattern: string, ignoresCase: boolean, dialect: SearchDialect): (text: string) => boolean {
  if (dialect === 'file') {
    // Python's `$`, which the file store relies on, also matches before a final line break.
    const end = pattern.endsWith('%') ? '' : String.raw`\n?$`;
    return textTest(pattern, `^${regexBody(pattern, String.raw`[^\n]`)}${end}`, ignoresCase);
  }
  const test = textTest(
    pattern,
    `^${regexBody(ignoresCase ? lowerAscii(pattern) : pattern, String.raw`[\s\S]`)}$`,
    false,
  );
  return ignoresCase ? (text) => test(lowerAscii(text)) : test;
}

/** The platform's expressions are faster, but with several % within a pattern, a long text can keep them busy for minutes. */
function textTest(pattern: string, source: string, ignoresCase: boolean): (text: string) => boolean {
  if (/^%?[^%]*%?$/.test(pattern)) {
    const regex = new RegExp(source, ignoresCase ? 'iu' : 'u');
    return (text) => regex.test(text);
  }
  const token: FilterToken = { kind: 'string', text: source, position: 0 };
  const regex = new LinearRegex(compileRegex(parseRegex(`${ignoresCase ? '(?i)' : ''}${source}`, token)));
  return (text) => regex.test(text);
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
