import { MlflowError } from '../model/mlflowError.ts';
import { unquote, type FilterToken } from './filterTokens.ts';
import {
  attributeField,
  datasetKeys,
  entityNames,
  formatRunField,
  textAttributes,
  timeAttributes,
  type RunField,
} from './runField.ts';

/** Which keys there are, so that an error can name the one that was meant. A `RunTable` is one. */
export interface KnownKeys {
  readonly params: { has(key: string): boolean };
  readonly metrics: { has(key: string): boolean };
  readonly tags: { has(key: string): boolean };
}

/** An `invalidFilter` error about one token; `suggestion` is what to write in its place. */
export function filterError(token: FilterToken, detail: string, suggestion?: string): MlflowError {
  const what = token.kind === 'end' ? 'the end' : token.text;
  return new MlflowError('invalidFilter', { what, detail, position: token.position, suggestion });
}

/**
 * What an identifier names. Split at its first dot, as MLflow does, so that `tags.mlflow.user` needs no quotes.
 * @throws MlflowError invalidFilter
 */
export function resolveRunField(token: FilterToken, known: KnownKeys | undefined): RunField {
  const dot = /^(?:`[^`]*`|"[^"]*"|[^.]*)\./.exec(token.text)?.[0].length;
  if (dot === undefined) {
    return resolveAttribute(token, unquote(token.text), known);
  }
  const typedEntity = token.text.slice(0, dot - 1);
  const entity = entityNames.get(typedEntity.startsWith('`') ? unquote(typedEntity) : typedEntity);
  const key = unquote(token.text.slice(dot));
  if (entity === undefined) {
    throw unknownEntity(token, typedEntity, token.text.slice(dot));
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
    const attributes = [...textAttributes, ...timeAttributes].join(', ');
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
