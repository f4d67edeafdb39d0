import { filterError } from './filterError.ts';
import type { FilterToken } from './filterTokens.ts';

/** A regular expression as a tree. Groups are gone: nobody asks what they matched. `max` is absent for any number. */
export type RegexNode =
  | { readonly kind: 'character'; readonly matches: (character: string) => boolean }
  | { readonly kind: 'start' | 'end' }
  | { readonly kind: 'sequence' | 'choice'; readonly nodes: readonly RegexNode[] }
  | { readonly kind: 'repeat'; readonly node: RegexNode; readonly min: number; readonly max?: number | undefined };

const maxDepth = 50;
const quantifier = /(?:([*+?])|\{(\d{1,4})(?:(,)(\d{0,4}))?\})\??/y;
const escapes = /\\(?:[dDwWsSnrtfv]|[pP]\{[^}]*\}|x[\da-f]{2}|u[\da-f]{4}|u\{[\da-f]{1,6}\}|[^\p{L}\p{N}])/iuy;
const characterClass = /\[(?:[^\]\\]|\\.)*\]/suy;

/**
 * Reads a regular expression in JavaScript's notation (flag `u`), as far as it can be matched in time that grows with the length of the
 * text alone: no back references, no look-around, no `\b`. `(?i)` at its beginning ignores case.
 * @param token where it stands in the filter, quotes included
 * @throws MlflowError invalidFilter
 */
export function parseRegex(pattern: string, token: FilterToken): RegexNode {
  const ignoresCase = pattern.startsWith('(?i)');
  return new RegexParser(pattern, token, ignoresCase).parse(ignoresCase ? '(?i)'.length : 0);
}

class RegexParser {
  readonly #pattern: string;
  readonly #token: FilterToken;
  readonly #flags: string;
  #position = 0;
  #depth = 0;

  constructor(pattern: string, token: FilterToken, ignoresCase: boolean) {
    this.#pattern = pattern;
    this.#token = token;
    this.#flags = ignoresCase ? 'iu' : 'u';
  }

  parse(from: number): RegexNode {
    this.#position = from;
    const node = this.#choice();
    if (this.#position < this.#pattern.length) {
      throw this.#error(')', 'there is no ( that it closes; write \\) for the sign itself');
    }
    return node;
  }

  #choice(): RegexNode {
    const nodes = [this.#sequence()];
    while (this.#takes('|')) {
      nodes.push(this.#sequence());
    }
    return { kind: 'choice', nodes };
  }

  #sequence(): RegexNode {
    const nodes: RegexNode[] = [];
    while (this.#position < this.#pattern.length && !'|)'.includes(this.#next)) {
      nodes.push(this.#quantified(this.#atom()));
    }
    return { kind: 'sequence', nodes };
  }

  #quantified(node: RegexNode): RegexNode {
    const [text, sign, least, comma, most] = this.#match(quantifier) ?? [];
    if (text === undefined) {
      return node;
    }
    if (sign !== undefined) {
      return { kind: 'repeat', node, min: sign === '+' ? 1 : 0, max: sign === '?' ? 1 : undefined };
    }
    const min = Number(least);
    const max = comma === undefined ? min : most === '' ? undefined : Number(most);
    if (max !== undefined && max < min) {
      throw this.#error(text, 'the first number of a repetition is the least one', this.#position - text.length);
    }
    return { kind: 'repeat', node, min, max };
  }

  #atom(): RegexNode {
    if (this.#takes('(')) {
      return this.#group();
    }
    if (this.#takes('^')) {
      return { kind: 'start' };
    }
    if (this.#takes('$')) {
      return { kind: 'end' };
    }
    const character = this.#next;
    const [special] = this.#match(escapes) ?? this.#match(characterClass) ?? (this.#takes('.') ? ['.'] : ([] as const));
    if (special !== undefined) {
      return this.#oneOf(special);
    }
    if ('\\[]{}*+?'.includes(character)) {
      throw this.#error(character, `${character} means nothing here; write \\${character} for the sign itself`);
    }
    this.#position += character.length;
    return this.#flags === 'u'
      ? { kind: 'character', matches: (other) => other === character }
      : this.#oneOf(/[$^.|()/]/.test(character) ? `\\${character}` : character);
  }

  #group(): RegexNode {
    if (!this.#takes('?:') && this.#next === '?') {
      throw this.#error('?', 'look-around, named groups and flags within the expression are not supported');
    }
    if (++this.#depth > maxDepth) {
      throw this.#error('(', `no more than ${maxDepth} groups within each other`);
    }
    const node = this.#choice();
    if (!this.#takes(')')) {
      throw this.#error('', 'a ( is not closed');
    }
    this.#depth--;
    return node;
  }

  /** Lets the platform's own expressions decide about single characters, which costs no more than they are long. */
  #oneOf(source: string): RegexNode {
    try {
      const regex = new RegExp(`^${source}$`, this.#flags);
      return { kind: 'character', matches: (character) => regex.test(character) };
    } catch {
      // The one way to learn that a class such as [z-a] is not one.
      throw this.#error(source, 'this stands for no character', this.#position - source.length);
    }
  }

  get #next(): string {
    return String.fromCodePoint(this.#pattern.codePointAt(this.#position) ?? 0);
  }

  #takes(text: string): boolean {
    const isNext = this.#pattern.startsWith(text, this.#position);
    this.#position += isNext ? text.length : 0;
    return isNext;
  }

  #match(regex: RegExp): RegExpExecArray | undefined {
    regex.lastIndex = this.#position;
    const match = regex.exec(this.#pattern) ?? undefined;
    this.#position += match?.[0].length ?? 0;
    return match;
  }

  #error(what: string, detail: string, at = this.#position): Error {
    const text = what === '' ? this.#token.text : what;
    const position = what === '' ? this.#token.position : this.#token.position + 1 + at;
    return filterError({ kind: 'string', text, position }, detail);
  }
}
