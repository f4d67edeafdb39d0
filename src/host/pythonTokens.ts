/** A piece of Python source. What matters nowhere here (numbers, white space, comments, line continuations) is left out. */
export type PythonToken =
  | { readonly kind: 'name' | 'other'; readonly text: string }
  | {
      readonly kind: 'string';
      /** What it stands for; absent when that is known only at run time (f-strings), or when it is no text (bytes). */
      readonly value: string | undefined;
    };

/** Where a word stands in source text, outside of strings and comments. `word` is one name. */
export function* codeOffsets(source: string, word: string): Generator<number> {
  const next = new RegExp(`#|['"]|(?<![\\p{L}\\p{N}_])${word}(?![\\p{L}\\p{N}_])`, 'gu');
  for (let match = next.exec(source); match !== null; match = next.exec(source)) {
    const [found] = match;
    if (found === word) {
      yield match.index;
    } else {
      next.lastIndex = found === '#' ? lineEnd(source, match.index) : stringEnd(source, match.index);
    }
  }
}

/** A name that may be the prefix of a string, one other character, or what is left out. */
const piece = /(?<skipped>[\s\\]+|#[^\n]*|\d[\w.]*)|(?<name>[\p{L}_][\p{L}\p{N}_]*)|(?<other>[^])/uy;

/** The tokens from an offset on; anything is read as far as it makes sense, for a file may be half written. */
export function* pythonTokens(source: string, from = 0): Generator<PythonToken> {
  for (let offset = from; offset < source.length;) {
    piece.lastIndex = offset;
    const { name, other } = piece.exec(source)?.groups ?? {};
    const end = piece.lastIndex;
    const quote = name === undefined ? offset : end;
    if ((name === undefined || /^[a-z]{1,2}$/i.test(name)) && /^['"]$/.test(source.charAt(quote))) {
      offset = stringEnd(source, quote);
      yield { kind: 'string', value: stringValue((name ?? '').toLowerCase(), bodyOf(source.slice(quote, offset))) };
      continue;
    }
    offset = end;
    if (name !== undefined) {
      yield { kind: 'name', text: name };
    } else if (other !== undefined) {
      yield { kind: 'other', text: other };
    }
  }
}

function lineEnd(source: string, offset: number): number {
  const end = source.indexOf('\n', offset);
  return end === -1 ? source.length : end;
}

/** The end of the string that begins with the quote at `start`. One that is never closed ends with its line, or with the text. */
function stringEnd(source: string, start: number): number {
  const quote = source.charAt(start);
  const closing = source.startsWith(quote.repeat(3), start) ? quote.repeat(3) : quote;
  for (let index = start + closing.length; index < source.length; index++) {
    const character = source.charAt(index);
    if (character === '\\') {
      index++;
    } else if (character === '\n' && closing.length === 1) {
      return index;
    } else if (character === quote && source.startsWith(closing, index)) {
      return index + closing.length;
    }
  }
  return source.length;
}

/** A literal without its quotes. */
function bodyOf(literal: string): string {
  const quotes = /^('''|""")/.test(literal) ? 3 : 1;
  return literal.slice(quotes, literal.endsWith(literal.slice(0, quotes)) ? -quotes : undefined);
}

function stringValue(prefix: string, body: string): string | undefined {
  if (prefix === 'r') {
    return body;
  }
  return prefix === '' || prefix === 'u' ? unescaped(body) : undefined;
}

const escape = /\\(?:x([\da-f]{2})|u([\da-f]{4})|U([\da-f]{8})|([0-7]{1,3})|(\r?\n)|([^]))/gi;
const simpleEscapes: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  "'": "'",
  '"': '"',
  '\\': '\\',
};

function unescaped(body: string): string {
  return body.replaceAll(escape, (whole, x?: string, u?: string, long?: string, octal?: string, lineEnd?: string) => {
    const hex = x ?? u ?? long;
    if (hex !== undefined) {
      const code = Number.parseInt(hex, 16);
      return code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole;
    }
    if (octal !== undefined) {
      return String.fromCodePoint(Number.parseInt(octal, 8));
    }
    // An escape that Python does not know keeps its backslash.
    return lineEnd === undefined ? (simpleEscapes[whole.slice(1)] ?? whole) : '';
  });
}
