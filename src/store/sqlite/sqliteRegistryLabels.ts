import { MlflowError } from '../../model/mlflowError.ts';
import { validateAlias } from '../file/fileWritesRules.ts';
import type { ModelVersionId } from '../registryStore.ts';
import { deleteRows, upsertRow } from './changeRows.ts';
import { requireAliases, requireModel, requireVersion, workspace } from './registryRows.ts';
import type { WritableDatabase } from './sqlDatabase.ts';
import { validateStoredTag } from './validateStoredTag.ts';

/** @throws MlflowError notFound, invalidName, unsupported */
export function setAlias(database: WritableDatabase, id: ModelVersionId, alias: string): void {
  validateAlias(alias);
  requireAliases(database);
  const { name, version } = requireVersion(database, id);
  upsertRow(database, 'registered_model_aliases', { name, alias, workspace }, { version });
}

/** @throws MlflowError notFound, unsupported */
export function deleteAlias(database: WritableDatabase, name: string, alias: string): void {
  requireAliases(database);
  if (deleteRows(database, 'registered_model_aliases', { name, alias, workspace }) === 0) {
    throw new MlflowError('notFound', { what: `${name}@${alias}` });
  }
}

/** @throws MlflowError notFound, invalidName, invalidValue, unsupported */
export function setModelTag(database: WritableDatabase, name: string, key: string, value: string): void {
  validateStoredTag('registered_model_tags', key, value);
  requireModel(database, name);
  upsertRow(database, 'registered_model_tags', { name, key, workspace }, { value });
}

/** As in MLflow, a tag that is not there is none the less gone. @throws MlflowError notFound, unsupported */
export function deleteModelTag(database: WritableDatabase, name: string, key: string): void {
  requireModel(database, name);
  deleteRows(database, 'registered_model_tags', { name, key, workspace });
}

/** @throws MlflowError notFound, invalidName, invalidValue, unsupported */
export function setVersionTag(database: WritableDatabase, id: ModelVersionId, key: string, value: string): void {
  validateStoredTag('model_version_tags', key, value);
  upsertRow(database, 'model_version_tags', { ...requireVersion(database, id), key, workspace }, { value });
}

/** As {@link deleteModelTag}. @throws MlflowError notFound, unsupported */
export function deleteVersionTag(database: WritableDatabase, id: ModelVersionId, key: string): void {
  deleteRows(database, 'model_version_tags', { ...requireVersion(database, id), key, workspace });
}
