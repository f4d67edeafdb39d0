import { filterTokens, type FilterToken } from './filterTokens.ts';
import { isWord } from './tokenCursor.ts';

/** What the grammar wants at some place of a filter. `none`: nothing that could be named, as within a number. */
export type Wanted =
  | { readonly kind: 'field' }
  | { readonly kind: 'operator'; readonly field: FilterToken }
  | { readonly kind: 'value'; readonly field: FilterToken; readonly isList: boolean }
  | { readonly kind: 'keyword'; readonly words: readonly string[] };

/** Where somebody types. */
export interface FilterPosition {
  readonly wanted: Wanted;
  /** The piece that is being typed, from its beginning to the cursor. */
  readonly typed: string;
  /** The whole piece, also what of it stands behind the cursor: offsets into the filter. */
  readonly from: number;
  readonly to: number;
}

/** Looks at a filter as somebody types it at `cursor`, a 0-based offset: the rest of it need not make sense yet. */
export function filterPosition(text: string, cursor: number): FilterPosition {
  const before = filterTokens(text.slice(0, cursor)).slice(0, -1);
  const first = pieceStart(before, cursor);
  const from = before[first]?.position ?? cursor;
  const wanted = walk(before.slice(0, first));
  return { wanted, typed: text.slice(from, cursor), from, to: Math.max(cursor, pieceEnd(text, from, cursor)) };
}

/** Index of the token with which the piece at the cursor begins; the number of tokens when a new piece begins there. */
function pieceStart(tokens: readonly FilterToken[], cursor: number): number {
  const openQuote = tokens.findIndex(({ kind, text }) => kind === 'other' && /^["'`]$/.test(text));
  const last = tokens.at(-1);
  if (last === undefined || (openQuote < 0 && !(endOf(last) === cursor && isPiece(last)))) {
    return tokens.length;
  }
  let first = openQuote < 0 ? tokens.length - 1 : openQuote;
  let token = tokens[first];
  let previous = tokens[first - 1];
  while (token !== undefined && token.kind !== 'operator' && previous !== undefined && isGlued(previous, token)) {
    first--;
    token = previous;
    previous = tokens[first - 1];
  }
  return first;
}

function isPiece({ kind }: FilterToken): boolean {
  return kind === 'name' || kind === 'other' || kind === 'number' || kind === 'operator' || kind === 'string';
}

function isGlued(previous: FilterToken, token: FilterToken): boolean {
  return endOf(previous) === token.position && (previous.kind === 'name' || previous.kind === 'other');
}

function endOf({ position, text }: FilterToken): number {
  return position + text.length;
}

/** The end of the whole token that begins before the cursor and goes on behind it. */
function pieceEnd(text: string, from: number, cursor: number): number {
  const token = filterTokens(text).find((one) => one.position < cursor && endOf(one) > cursor);
  return token !== undefined && token.position >= from && (token.kind === 'name' || token.kind === 'string')
    ? endOf(token)
    : cursor;
}

const joins = ['AND', 'OR'];
const listStart: Wanted = { kind: 'keyword', words: ['('] };

/** Follows the grammar over complete tokens, leniently: what is wrong is somebody else's to say. */
function walk(tokens: readonly FilterToken[]): Wanted {
  let wanted: Wanted = { kind: 'field' };
  let field: FilterToken | undefined;
  let open = 0;
  let isBetween = false;
  for (const token of tokens) {
    switch (wanted.kind) {
      case 'field':
        open += token.kind === 'open' ? 1 : 0;
        if (token.kind !== 'open' && !['AND', 'OR', 'NOT'].some((word) => isWord(token, word))) {
          field = token;
          wanted = { kind: 'operator', field: token };
        }
        break;
      case 'operator':
        isBetween = isWord(token, 'BETWEEN');
        wanted = afterOperator(token, wanted.field);
        break;
      case 'value':
        wanted = afterValue(token, wanted, isBetween, open);
        break;
      case 'keyword':
        open -= token.kind === 'close' ? 1 : 0;
        wanted = afterKeyword(token, field, isBetween, open);
        isBetween &&= wanted.kind !== 'value';
        break;
    }
  }
  return wanted;
}

function afterOperator(token: FilterToken, field: FilterToken): Wanted {
  if (isWord(token, 'IS')) {
    return { kind: 'keyword', words: ['NULL', 'NOT NULL'] };
  }
  if (isWord(token, 'NOT')) {
    return { kind: 'keyword', words: ['IN'] };
  }
  return isWord(token, 'IN') ? listStart : { kind: 'value', field, isList: false };
}

function afterValue(
  token: FilterToken,
  wanted: Extract<Wanted, { kind: 'value' }>,
  isBetween: boolean,
  open: number,
): Wanted {
  if (wanted.isList && token.kind !== 'close') {
    return wanted;
  }
  return { kind: 'keyword', words: isBetween ? ['AND'] : joinsWithin(open) };
}

function afterKeyword(token: FilterToken, field: FilterToken | undefined, isBetween: boolean, open: number): Wanted {
  if (field !== undefined && isBetween && isWord(token, 'AND')) {
    return { kind: 'value', field, isList: false };
  }
  if (field !== undefined && token.kind === 'open') {
    return { kind: 'value', field, isList: true };
  }
  if (isWord(token, 'IN')) {
    return listStart;
  }
  if (joins.some((word) => isWord(token, word))) {
    return { kind: 'field' };
  }
  return isWord(token, 'NOT') ? { kind: 'keyword', words: ['NULL'] } : { kind: 'keyword', words: joinsWithin(open) };
}

function joinsWithin(open: number): readonly string[] {
  return open > 0 ? [...joins, ')'] : joins;
}
