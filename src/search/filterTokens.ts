/** A piece of a filter or an order_by clause. */
export interface FilterToken {
  /** `name`: an identifier, a keyword or a bare word. `end`: after the last piece. `other`: a character that means nothing here. */
  readonly kind: 'name' | 'string' | 'number' | 'operator' | 'open' | 'close' | 'comma' | 'other' | 'end';
  /** As it was typed, quotes included. */
  readonly text: string;
  /** 0-based offset into what was typed. */
  readonly position: number;
}

const singleQuoted = String.raw`'(?:''|\\'|[^'])*'`;
const doubleQuoted = String.raw`"(?:""|\\"|[^"])*"`;
const backquoted = '`(?:``|[^`])*`';
const unquoted = String.raw`[\p{L}_][\p{L}\p{N}_]*`;
const unquotedKey = String.raw`[\p{L}\p{N}_]+`;

// Quoting as sqlparse 0.5 reads it, the lexer behind MLflow's search: doubled and backslashed quotes stay within a text, and stay in it.
const patterns: readonly (readonly [FilterToken['kind'], RegExp])[] = [
  [
    'name',
    new RegExp(
      `(?:${unquoted}|${backquoted}|${doubleQuoted}(?=\\.))(?:\\.(?:${unquotedKey}|${backquoted}|${doubleQuoted}|${singleQuoted}))*`,
      'uy',
    ),
  ],
  ['string', new RegExp(`${singleQuoted}|${doubleQuoted}`, 'uy')],
  ['number', /-?(?:\d+(?:\.\d*)?|\.\d+)(?:e-?\d+)?(?![\p{L}\p{N}_.])/iuy],
  ['operator', /[<>=!~]+/y],
  ['open', /\(/y],
  ['close', /\)/y],
  ['comma', /,/y],
  ['other', /[^\s<>=!~(),'"`]+|./suy],
];

/** Cuts a filter into tokens; whitespace is dropped, and the last token is always of kind `end`. Never fails. */
export function filterTokens(text: string): FilterToken[] {
  const tokens: FilterToken[] = [];
  let position = skipSpace(text, 0);
  while (position < text.length) {
    const token = tokenAt(text, position);
    tokens.push(token);
    position = skipSpace(text, position + token.text.length);
  }
  tokens.push({ kind: 'end', text: '', position: text.trimEnd().length });
  return tokens;
}

function tokenAt(text: string, position: number): FilterToken {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = position;
    const match = pattern.exec(text);
    if (match !== null) {
      return { kind, text: match[0], position };
    }
  }
  return { kind: 'other', text: text.slice(position, position + 1), position };
}

function skipSpace(text: string, position: number): number {
  let next = position;
  while (next < text.length && /\s/.test(text.charAt(next))) {
    next++;
  }
  return next;
}

/** The text between the quotes. Nothing is unescaped: MLflow has no escapes. */
export function unquote(text: string): string {
  const quote = text.charAt(0);
  const isQuoted = text.length >= 2 && (quote === "'" || quote === '"' || quote === '`') && text.endsWith(quote);
  return isQuoted ? text.slice(1, -1) : text;
}
