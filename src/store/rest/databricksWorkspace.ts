import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MlflowError } from '../../model/mlflowError.ts';
import { basicAuthorization } from '../serverUrl.ts';
import type { StoreEnvironment } from '../storeEnvironment.ts';

/** Where a Databricks workspace is, and what lets us in. */
export interface DatabricksWorkspace {
  /** Without a slash at the end. */
  readonly url: string;
  readonly authorization: string;
}

type DatabricksEnvironment = Pick<StoreEnvironment, 'variables' | 'homeFolder'>;

type Fields = Readonly<Record<string, string | undefined>>;

/**
 * Finds a workspace as MLflow does: a named profile of the Databricks configuration file (DATABRICKS_CONFIG_FILE, else
 * `~/.databrickscfg`); without a name DATABRICKS_HOST with its credentials, else the profile DATABRICKS_CONFIG_PROFILE or `DEFAULT`.
 * Credentials are a personal access token, or a user and a password (docs.databricks.com, dev-tools/auth/config-profiles and
 * dev-tools/auth/env-vars).
 *
 * @throws MlflowError notFound for a profile or host that is nowhere, unsupported for other ways to log in, which are named
 */
export async function readDatabricksWorkspace(
  profile: string | undefined,
  environment: DatabricksEnvironment,
): Promise<DatabricksWorkspace> {
  const { variables } = environment;
  if (profile === undefined && isSet(variables['DATABRICKS_HOST'])) {
    return workspaceOf('DATABRICKS_HOST', fieldsOfVariables(variables));
  }
  const file = configurationFile(environment);
  const name = profile ?? variables['DATABRICKS_CONFIG_PROFILE'] ?? 'DEFAULT';
  const what = `The Databricks profile "${name}" in ${file}`;
  const fields = profilesIn(await textOf(file)).get(name);
  if (fields === undefined) {
    const detail = profile === undefined ? 'DATABRICKS_HOST and DATABRICKS_TOKEN are not set either' : undefined;
    throw new MlflowError('notFound', { what, detail });
  }
  return workspaceOf(what, fields);
}

/** The names of the profiles in the Databricks configuration file; none without such a file. @throws MlflowError unreadable */
export async function databricksProfiles(environment: DatabricksEnvironment): Promise<readonly string[]> {
  return [...profilesIn(await textOf(configurationFile(environment))).keys()];
}

function configurationFile({ variables, homeFolder }: DatabricksEnvironment): string {
  return variables['DATABRICKS_CONFIG_FILE'] ?? join(homeFolder, '.databrickscfg');
}

/** The fields of a profile that have a variable of their own. */
function fieldsOfVariables(variables: Fields): Fields {
  const names = ['host', 'token', 'username', 'password', 'auth_type', 'client_id', 'azure_client_id'];
  return Object.fromEntries(names.map((name) => [name, variables[`DATABRICKS_${name.toUpperCase()}`]]));
}

function workspaceOf(what: string, fields: Fields): DatabricksWorkspace {
  const { host, token, username, password, auth_type: type } = fields;
  if (!isSet(host)) {
    throw new MlflowError('notFound', { what: `${what}: its host` });
  }
  const url = (/^https?:\/\//i.test(host) ? host : `https://${host}`).replace(/\/+$/, '');
  if (isSet(token) && (type === undefined || type === 'pat')) {
    return { url, authorization: `Bearer ${token}` };
  }
  if (isSet(username) && isSet(password) && (type === undefined || type === 'basic')) {
    return { url, authorization: basicAuthorization(username, password) };
  }
  const way =
    type ?? (isSet(fields['client_id']) || isSet(fields['azure_client_id']) ? 'OAuth' : 'nothing that it names');
  const detail = `it logs in with ${way}; a personal access token (token), or username and password, can be used`;
  throw new MlflowError('unsupported', { what, detail });
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') {
      return '';
    }
    throw new MlflowError('unreadable', { what: file, detail: String(cause) }, { cause });
  }
}

/** Sections of an INI file by name: `[name]`, then `field = value`; lines that begin with `#` or `;` say nothing. */
function profilesIn(text: string): ReadonlyMap<string, Fields> {
  const profiles = new Map<string, Record<string, string>>();
  let current: Record<string, string> = {};
  for (const line of text.split(/\r?\n/)) {
    const section = /^\s*\[([^\]]+)\]/.exec(line)?.[1]?.trim();
    const [, field, value] = /^\s*([^#;\s=:][^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? [];
    if (section !== undefined) {
      current = profiles.get(section) ?? {};
      profiles.set(section, current);
    } else if (field !== undefined && value !== undefined) {
      current[field.toLowerCase()] = value;
    }
  }
  return profiles;
}

function isSet(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}
