import { filterError } from './filterError.ts';
import type { FilterToken } from './filterTokens.ts';
import { splitIdentifier } from './splitIdentifier.ts';

/** A field of numbers of an entity; `read` answers undefined where there is none. Times are milliseconds since 1970. */
export interface NumberField<Entity> {
  readonly name: string;
  readonly read: (entity: Entity) => number | undefined;
}

/** A field of texts of an entity; `read` answers undefined where there is none. */
export interface TextField<Entity> {
  readonly name: string;
  readonly read: (entity: Entity) => string | undefined;
}

/** The error for an identifier that names nothing of the entity. */
export function unknownField(token: FilterToken, names: readonly string[]): Error {
  const typed = splitIdentifier(token).key.toLowerCase().replaceAll(/[\s-]/g, '_');
  const meant = names.find((name) => name === typed || (typed.length > 2 && name.startsWith(typed)));
  return filterError(token, `no such field; there are ${names.join(', ')}`, meant);
}
