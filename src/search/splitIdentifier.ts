import { unquote, type FilterToken } from './filterTokens.ts';

/** An identifier in its parts, as typed but for `key`. */
export interface Identifier {
  /** What stands before the dot; absent for a bare attribute. */
  readonly prefix?: string | undefined;
  /** What stands behind it, or everything. */
  readonly rest: string;
  /** The same without quotes. */
  readonly key: string;
}

/** Splits an identifier at its first dot, as MLflow does, so that `tags.mlflow.user` needs no quotes. */
export function splitIdentifier({ text }: FilterToken): Identifier {
  const dot = /^(?:`[^`]*`|"[^"]*"|[^.]*)\./.exec(text)?.[0].length;
  const rest = text.slice(dot ?? 0);
  return { ...(dot !== undefined && { prefix: text.slice(0, dot - 1) }), rest, key: unquote(rest) };
}
