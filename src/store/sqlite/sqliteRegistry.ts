import { modelStages, type ModelVersion, type RegisteredModel } from '../../model/registeredModel.ts';
import { isPrompt } from '../promptTag.ts';
import { asDouble, numberIn, textIn } from './cells.ts';
import { collectTexts } from './collectTexts.ts';
import type { SqlDatabase, Row } from './sqlDatabase.ts';

/** By name; prompts are left out. */
export function readRegisteredModels(database: SqlDatabase): readonly RegisteredModel[] {
  if (!database.has('registered_models', 'name')) {
    return [];
  }
  const tags = collectTexts(database.rows('SELECT name AS owner, key, value FROM registered_model_tags'));
  const aliases = readAliases(database);
  const rows = database.rows(
    `SELECT name, description, ${asDouble('creation_time')}, ${asDouble('last_updated_time')}
     FROM registered_models ORDER BY name`,
  );
  const models = Array.from(rows, (row) => {
    const name = textIn(row, 'name') ?? '';
    return {
      name,
      description: textIn(row, 'description') ?? '',
      creationTime: numberIn(row, 'creation_time'),
      lastUpdatedTime: numberIn(row, 'last_updated_time'),
      tags: tags.get(name) ?? new Map<string, string>(),
      aliases: aliases.get(name) ?? new Map<string, string>(),
    };
  });
  return models.filter((model) => !isPrompt(model));
}

/** Model to alias to version. MLflow has aliases since 2.3. */
function readAliases(database: SqlDatabase): ReadonlyMap<string, ReadonlyMap<string, string>> {
  return database.has('registered_model_aliases', 'alias')
    ? collectTexts(
        database.rows(
          `SELECT name AS owner, alias AS key, CAST(version AS TEXT) AS value
           FROM registered_model_aliases ORDER BY alias`,
        ),
      )
    : new Map();
}

/** The stage that MLflow gives to versions it has deleted (model_version_stages.py). */
export const deletedStage = 'Deleted_Internal';

/** Highest version first. */
export function readModelVersions(database: SqlDatabase, name: string): readonly ModelVersion[] {
  const tags = collectTexts(
    database.rows('SELECT CAST(version AS TEXT) AS owner, key, value FROM model_version_tags WHERE name = ?', name),
  );
  const aliases = [...(readAliases(database).get(name) ?? [])];
  const storage = database.has('model_versions', 'storage_location') ? 'storage_location' : 'NULL AS storage_location';
  const rows = database.rows(
    `SELECT CAST(version AS TEXT) AS number, current_stage, description, ${asDouble('creation_time')},
       ${asDouble('last_updated_time')}, user_id, source, run_id, status, status_message, ${storage}
     FROM model_versions WHERE name = ? AND current_stage IS NOT ? ORDER BY version DESC`,
    name,
    deletedStage,
  );
  return Array.from(rows, (row) => {
    const version = textIn(row, 'number') ?? '';
    const pointing = aliases.filter(([, target]) => target === version).map(([alias]) => alias);
    return versionOf(row, { name, version, tags: tags.get(version) ?? new Map<string, string>(), aliases: pointing });
  });
}

function versionOf(row: Row, known: Pick<ModelVersion, 'name' | 'version' | 'tags' | 'aliases'>): ModelVersion {
  return {
    ...known,
    stage: modelStages.find((stage) => stage === row['current_stage']) ?? 'None',
    description: textIn(row, 'description') ?? '',
    creationTime: numberIn(row, 'creation_time'),
    lastUpdatedTime: numberIn(row, 'last_updated_time'),
    userId: textIn(row, 'user_id') ?? '',
    source: textIn(row, 'source') ?? '',
    storageLocation: textIn(row, 'storage_location'),
    runId: textIn(row, 'run_id'),
    status: textIn(row, 'status') ?? '',
    statusMessage: textIn(row, 'status_message'),
  };
}
