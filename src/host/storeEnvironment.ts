import { availableParallelism, homedir } from 'node:os';
import * as vscode from 'vscode';
import type { StoreEnvironment } from '../store/storeEnvironment.ts';
import type { StoreJobs } from '../store/storeJobs.ts';
import type { JobRunner } from '../util/jobs.ts';

/** More workers than this only wait for the same disk. */
const workerLimit = 4;

export interface StoreEnvironmentParts {
  readonly log: Pick<vscode.LogOutputChannel, Parameters<StoreEnvironment['log']>[0]>;
  readonly startWorker: () => JobRunner<StoreJobs>;
  readonly serverHeaders: (serverUrl: string) => Promise<Readonly<Record<string, string>>>;
  /** Called with the address of every request that a server refuses for want of a login. */
  readonly onLoginAsked: (url: string) => void;
}

export function makeStoreEnvironment(
  { storageUri, globalStorageUri }: Pick<vscode.ExtensionContext, 'storageUri' | 'globalStorageUri'>,
  { log, startWorker, serverHeaders, onLoginAsked }: StoreEnvironmentParts,
): StoreEnvironment {
  return {
    startWorker,
    maxWorkers: Math.min(availableParallelism(), workerLimit),
    snapshotFolder: (storageUri ?? globalStorageUri).fsPath,
    get workspaceFolders() {
      return (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath);
    },
    isTrusted: () => vscode.workspace.isTrusted,
    // VS Code replaces the global fetch with one that knows its proxy and certificates; asked for anew because it may do so late.
    fetch: async (input, init) => {
      const response = await globalThis.fetch(input, init);
      if (response.status === 401) {
        onLoginAsked(input instanceof Request ? input.url : String(input));
      }
      return response;
    },
    serverHeaders,
    variables: process.env,
    homeFolder: homedir(),
    log: (level, message) => log[level](message),
  };
}
