import type { MlflowError } from '../model/mlflowError.ts';
import { filterError } from './filterError.ts';
import { unquote, type FilterToken } from './filterTokens.ts';
import {
  attributeField,
  datasetKeys,
  elapsedAttributes,
  entityNames,
  formatRunField,
  textAttributes,
  timeAttributes,
  type RunField,
} from './runField.ts';
import { splitIdentifier } from './splitIdentifier.ts';

/** Which keys there are, so that an error can name the one that was meant. A `RunTable` is one. */
export interface KnownKeys {
  readonly params: { has(key: string): boolean };
  readonly metrics: { has(key: string): boolean };
  readonly tags: { has(key: string): boolean };
}

/**
 * What an identifier names.
 * @throws MlflowError invalidFilter
 */
export function resolveRunField(token: FilterToken, known: KnownKeys | undefined): RunField {
  const { prefix, rest, key } = splitIdentifier(token);
  if (prefix === undefined) {
    const elapsed = elapsedAttributes.find((attribute) => attribute === token.text);
    return elapsed === undefined ? resolveAttribute(token, key, known) : { entity: 'elapsed', key: elapsed };
  }
  const entity = entityNames.get(prefix.startsWith('`') ? unquote(prefix) : prefix);
  if (entity === undefined) {
    throw unknownEntity(token, prefix, rest);
  }
  switch (entity) {
    case 'attribute':
      return resolveAttribute(token, key, known);
    case 'dataset':
      return resolveDatasetKey(token, key);
    case 'metric':
    case 'param':
    case 'tag':
      return { entity, key };
  }
}

function resolveAttribute(token: FilterToken, key: string, known: KnownKeys | undefined): RunField {
  const field = attributeField(key);
  if (field === undefined) {
    const attributes = [...textAttributes, ...timeAttributes, ...elapsedAttributes].join(', ');
    throw filterError(token, `no such run attribute; there are ${attributes}`, meantField(key, known));
  }
  return field;
}

function resolveDatasetKey(token: FilterToken, key: string): RunField {
  const datasetKey = datasetKeys.find((name) => name === key);
  if (datasetKey === undefined) {
    throw filterError(token, `a dataset has ${datasetKeys.join(', ')}`);
  }
  return { entity: 'dataset', key: datasetKey };
}

function unknownEntity(token: FilterToken, typed: string, rest: string): MlflowError {
  const lower = unquote(typed).toLowerCase();
  const meant = [...entityNames.keys()].find((name) => name === lower || (lower.length > 2 && name.startsWith(lower)));
  return filterError(
    token,
    'a field starts with metrics., params., tags., attributes. or dataset.',
    meant === undefined ? undefined : `${meant}.${rest}`,
  );
}

function meantField(key: string, known: KnownKeys | undefined): string | undefined {
  if (known?.metrics.has(key) === true) {
    return formatRunField({ entity: 'metric', key });
  }
  if (known?.params.has(key) === true) {
    return formatRunField({ entity: 'param', key });
  }
  if (known?.tags.has(key) === true) {
    return formatRunField({ entity: 'tag', key });
  }
  return attributeField(key.toLowerCase().replaceAll(/[\s-]/g, '_'))?.key;
}
