import { availableParallelism, homedir } from 'node:os';
import * as vscode from 'vscode';
import type { StoreEnvironment } from '../store/storeEnvironment.ts';
import type { StoreJobs } from '../store/storeJobs.ts';
import type { JobRunner } from '../util/jobs.ts';
import { serverAuthorization } from './serverAuthorization.ts';

/** More workers than this only wait for the same disk. */
const workerLimit = 4;

export function makeStoreEnvironment(
  context: vscode.ExtensionContext,
  log: vscode.LogOutputChannel,
  startWorker: () => JobRunner<StoreJobs>,
): StoreEnvironment {
  return {
    startWorker,
    maxWorkers: Math.min(availableParallelism(), workerLimit),
    snapshotFolder: (context.storageUri ?? context.globalStorageUri).fsPath,
    get workspaceFolders() {
      return (vscode.workspace.workspaceFolders ?? []).map((folder) => folder.uri.fsPath);
    },
    isTrusted: () => vscode.workspace.isTrusted,
    // VS Code replaces the global fetch with one that knows its proxy and certificates; asked for anew because it may do so late.
    fetch: (input, init) => globalThis.fetch(input, init),
    serverHeaders: () => {
      const authorization = serverAuthorization(process.env);
      return Promise.resolve(authorization === undefined ? {} : { authorization });
    },
    variables: process.env,
    homeFolder: homedir(),
    log: (level, message) => log[level](message),
  };
}
