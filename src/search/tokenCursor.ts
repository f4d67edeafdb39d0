import type { FilterToken } from './filterTokens.ts';

/** Reads tokens one by one; past the last one it stays on the `end` token. */
export class TokenCursor {
  readonly #tokens: readonly FilterToken[];
  readonly #end: FilterToken;
  #index = 0;

  constructor(tokens: readonly FilterToken[]) {
    this.#tokens = tokens;
    this.#end = tokens.at(-1) ?? { kind: 'end', text: '', position: 0 };
  }

  get current(): FilterToken {
    return this.#tokens[this.#index] ?? this.#end;
  }

  get isAtEnd(): boolean {
    return this.current.kind === 'end';
  }

  take(): FilterToken {
    const token = this.current;
    this.#index++;
    return token;
  }

  /** Takes the current token when it is that keyword, in any case. */
  takeKeyword(keyword: string): boolean {
    const isKeyword = isWord(this.current, keyword);
    this.#index += isKeyword ? 1 : 0;
    return isKeyword;
  }
}

/** Whether the token is that keyword, in any case. `word` is in capitals. */
export function isWord(token: FilterToken, word: string): boolean {
  return token.kind === 'name' && token.text.toUpperCase() === word;
}
