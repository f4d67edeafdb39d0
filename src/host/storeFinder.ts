import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import * as vscode from 'vscode';
import type { CodeNaming } from './codeStores.ts';
import { storesInSettings } from './connectionSettings.ts';
import { parseEnvFile } from './envFile.ts';
import { findStores } from './findStores.ts';
import { placeContext } from './placeContext.ts';
import { serverAuthorization } from './serverAuthorization.ts';
import type { NamedStore } from './storeOrigin.ts';
import { isInside, placesOf, type StorePlace } from './storePlaces.ts';
import { localPathOf, resolveTrackingUri, serverOriginOf, trackingUriOf } from './trackingUris.ts';

export interface StoreFinderParts {
  /** The environment of the extension host. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** What the search of the workspace's code knows at the moment; nothing waits for it. */
  readonly code: { readonly namings: readonly CodeNaming[] };
}

const uriVariable = 'MLFLOW_TRACKING_URI';

/**
 * Finds the stores that the window can know by itself: on disk, in the settings, in MLFLOW_TRACKING_URI of the environment and of
 * `.env` files (and of the file that `python.envFile` names), and in the workspace's code.
 */
export class StoreFinder {
  readonly #parts: StoreFinderParts;
  #named: readonly NamedStore[] = [];

  constructor(parts: StoreFinderParts) {
    this.#parts = parts;
  }

  /** How the store came to be known at the last look; none when it was not. */
  namesOf(uri: string): readonly NamedStore[] {
    return this.#named.filter((named) => named.uri === uri);
  }

  /** Whether credentials for this address would be used: Databricks has its own. */
  knowsServer(url: string): boolean {
    const origin = serverOriginOf(url);
    return origin !== undefined && this.#named.some(({ uri }) => serverOriginOf(uri) === origin);
  }

  /** Every store, each once: those of folders, nearest first, then the others. */
  async collect(): Promise<readonly StorePlace[]> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    const ofFolders = await Promise.all(folders.map(async (folder) => await this.#inFolder(folder)));
    this.#named = [
      ...(folders.length === 0 ? storesInSettings(undefined) : ofFolders.flat()),
      ...this.#inEnvironment(folders[0]?.uri.fsPath ?? ''),
      ...(await this.#inCode(folders.map(({ uri }) => uri.fsPath))),
    ];
    return placesOf(this.#named, placeContext());
  }

  async #inFolder(folder: vscode.WorkspaceFolder): Promise<readonly NamedStore[]> {
    if (folder.uri.scheme !== 'file') {
      return storesInSettings(folder);
    }
    const path = folder.uri.fsPath;
    const onDisk = (await findStores(path)).map((found): NamedStore => {
      return { uri: trackingUriOf(found), origin: { kind: 'disk' } };
    });
    const inEnvFiles = await Promise.all(envFiles(folder).map(async (file) => await this.#inEnvFile(file, path)));
    return [...onDisk, ...storesInSettings(folder), ...inEnvFiles.flat()];
  }

  async #inEnvFile(file: string, folder: string): Promise<readonly NamedStore[]> {
    // Most folders have no such file; what is called `.env` may also be an environment's folder.
    const text = await readFile(file, 'utf8').catch(() => '');
    const assigned = parseEnvFile(text, this.#parts.variables);
    const uri = assigned.get(uriVariable);
    if (uri === undefined || uri.value.trim() === '') {
      return [];
    }
    const { authorization, ...resolved } = resolveTrackingUri(uri.value, folder);
    const values = Object.fromEntries([...assigned].map(([name, { value }]) => [name, value]));
    const origin = { kind: 'envFile', file, line: uri.line } as const;
    return [{ ...resolved, origin, authorization: authorization ?? serverAuthorization(values) }];
  }

  #inEnvironment(folder: string): readonly NamedStore[] {
    const uri = this.#parts.variables[uriVariable] ?? '';
    return uri.trim() === '' ? [] : [{ ...resolveTrackingUri(uri, folder), origin: { kind: 'environment' } }];
  }

  async #inCode(folders: readonly string[]): Promise<readonly NamedStore[]> {
    const { namings } = this.#parts.code;
    const found = await Promise.all(namings.map(async (naming) => await resolveInCode(naming, folders)));
    return found.flat();
  }
}

/** A relative path starts where the script is run: in the workspace's folder or in its own. A local store counts once it is there. */
async function resolveInCode({ uri, ...at }: CodeNaming, folders: readonly string[]): Promise<readonly NamedStore[]> {
  const own = dirname(at.file);
  for (const folder of [folders.find((candidate) => isInside(at.file, candidate)) ?? own, own]) {
    const resolved = resolveTrackingUri(uri, folder);
    const path = localPathOf(resolved.uri);
    if (path === undefined || (await exists(path))) {
      return [{ ...resolved, origin: { kind: 'code', ...at } }];
    }
  }
  return [];
}

/** The environment files of a folder. In an untrusted workspace the settings do not lead to any other. */
function envFiles({ uri }: vscode.WorkspaceFolder): readonly string[] {
  const named = vscode.workspace.getConfiguration('python', uri).get<unknown>('envFile');
  const file = vscode.workspace.isTrusted && typeof named === 'string' && named !== '' ? named : '.env';
  const path = resolve(
    uri.fsPath,
    file.replaceAll(/\$\{workspace(?:Folder|Root)\}/g, () => uri.fsPath),
  );
  return [...new Set([join(uri.fsPath, '.env'), path])];
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
