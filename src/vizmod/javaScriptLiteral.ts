import type { JsonValue } from '../model/json.ts';

/** Deeper than any chart; what reads specs recurses, and specs that are nested deeper are refused. */
export const maxSpecDepth = 100;

/** A value that was read from a script, and where it ends. */
export interface ScriptValue {
  readonly value: JsonValue;
  /** Offset of the first character behind it. */
  readonly end: number;
}

/**
 * Reads an object, array, text, number, truth value or null that is written in JavaScript: JSON, and also names without quotes,
 * texts in other quotes, comments and trailing commas. Nothing is evaluated.
 * @returns the value; or, for anything else, the offset up to which it was read
 */
export function readJavaScriptLiteral(script: string, from: number): ScriptValue | { readonly failedAt: number } {
  const reader = new LiteralReader(script, from);
  const value = reader.value(0);
  return value === undefined ? { failedAt: reader.position } : { value, end: reader.position };
}

const space = /\s*/y;
const word = /[\p{ID_Start}$_][\p{ID_Continue}$]*/uy;
const number = /[-+]?(?:0[xX][\da-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/y;
const endOfRun: Readonly<Record<string, RegExp>> = { '"': /["\\\n]/g, "'": /['\\\n]/g, '`': /[`\\$]/g };
const constants: ReadonlyMap<string, JsonValue> = new Map<string, JsonValue>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['undefined', null],
  // Python writes them where it was told to write JSON.
  ['NaN', null],
  ['Infinity', null],
]);

class LiteralReader {
  readonly #script: string;
  position: number;

  constructor(script: string, from: number) {
    this.#script = script;
    this.position = from;
  }

  value(depth: number): JsonValue | undefined {
    this.#skipSpace();
    if (depth > maxSpecDepth) {
      return undefined;
    }
    switch (this.#script[this.position]) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#array(depth);
      case '"':
      case "'":
      case '`':
        return this.#text();
      default:
        return this.#scalar();
    }
  }

  #scalar(): JsonValue | undefined {
    if (this.#script.startsWith('-Infinity', this.position)) {
      this.position++;
    }
    const digits = this.#take(number);
    if (digits !== undefined) {
      const value = Number(digits.replace(/^[-+]/, ''));
      return digits.startsWith('-') ? -value : value;
    }
    const name = this.#take(word);
    return name === undefined ? undefined : constants.get(name);
  }

  #object(depth: number): JsonValue | undefined {
    this.position++;
    const entries: [string, JsonValue][] = [];
    while (!this.#skip('}')) {
      const key = this.#take(word) ?? this.#text() ?? this.#take(number);
      const value = key !== undefined && this.#skip(':') ? this.value(depth + 1) : undefined;
      if (key === undefined || value === undefined || !this.#endsItem('}')) {
        return undefined;
      }
      entries.push([key, value]);
    }
    return Object.fromEntries(entries);
  }

  #array(depth: number): JsonValue | undefined {
    this.position++;
    const items: JsonValue[] = [];
    while (!this.#skip(']')) {
      const item = this.value(depth + 1);
      if (item === undefined || !this.#endsItem(']')) {
        return undefined;
      }
      items.push(item);
    }
    return items;
  }

  /** A comma, or the closing bracket, which stays. */
  #endsItem(close: string): boolean {
    return this.#skip(',') || this.#script[this.position] === close;
  }

  #text(): string | undefined {
    const quote = this.#script[this.position] ?? '';
    const pattern = endOfRun[quote];
    if (pattern === undefined) {
      return undefined;
    }
    const from = this.position + 1;
    let at = this.#find(pattern, from);
    while (at >= 0 && this.#script[at] !== quote) {
      const isEscape = this.#script[at] === '\\';
      const isPlain = this.#script[at] === '$' && this.#script[at + 1] !== '{';
      at = isEscape || isPlain ? this.#find(pattern, at + (isEscape ? 2 : 1)) : -1;
    }
    if (at < 0) {
      return undefined;
    }
    this.position = at + 1;
    return unescaped(this.#script.slice(from, at));
  }

  /** Where the pattern matches next; the position follows, so that what was read in vain is known. */
  #find(pattern: RegExp, from: number): number {
    pattern.lastIndex = from;
    const at = pattern.exec(this.#script)?.index ?? -1;
    this.position = at < 0 ? this.#script.length : at;
    return at;
  }

  /** White space and comments. */
  #skipSpace(): void {
    this.#take(space);
    while (this.#script[this.position] === '/' && /[/*]/.test(this.#script[this.position + 1] ?? '')) {
      const close = this.#script[this.position + 1] === '/' ? '\n' : '*/';
      const end = this.#script.indexOf(close, this.position + 2);
      this.position = end < 0 ? this.#script.length : end + close.length;
      this.#take(space);
    }
  }

  /** The character, and the space around it. */
  #skip(character: string): boolean {
    this.#skipSpace();
    if (this.#script[this.position] !== character) {
      return false;
    }
    this.position++;
    this.#skipSpace();
    return true;
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.#script)?.[0];
    this.position += match?.length ?? 0;
    return match;
  }
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  b: '\b',
  f: '\f',
  v: '\v',
  '0': '\0',
  '\n': '',
};

function unescaped(text: string): string {
  return text.replaceAll(
    /\\(?:u\{([\da-fA-F]{1,6})\}|u([\da-fA-F]{4})|x([\da-fA-F]{2})|([^]))/g,
    (_, point?: string, unit?: string, byte?: string, other = '') => {
      const hexadecimal = point ?? unit ?? byte;
      if (hexadecimal === undefined) {
        return escapes[other] ?? other;
      }
      const code = Number.parseInt(hexadecimal, 16);
      return point === undefined ? String.fromCharCode(code) : String.fromCodePoint(Math.min(code, 0x10ffff));
    },
  );
}
