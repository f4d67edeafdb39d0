import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as vscode from 'vscode';
import { ActiveRun } from '../../../src/host/activeRun.ts';
import { OpenStores } from '../../../src/host/openStores.ts';
import { RunsFilter } from '../../../src/host/runsFilter.ts';
import { storePlace } from '../../../src/host/storePlaces.ts';
import { UserMessages } from '../../../src/host/userMessages.ts';
import { inlineJobs } from '../../../src/store/inlineJobs.ts';
import type { MlflowStore } from '../../../src/store/mlflowStore.ts';
import { openStore } from '../../../src/store/openStore.ts';
import { storeJobHandlers } from '../../../src/store/storeJobHandlers.ts';
import { Disposables } from '../../../src/util/disposables.ts';
import { ExperimentsTree } from '../../../src/views/experimentsTree.ts';
import { FollowedExperiments } from '../../../src/views/followedExperiments.ts';
import { ModelsTree } from '../../../src/views/modelsTree.ts';
import { MemoryMemento } from './memoryMemento.ts';

/** The host and the trees as the extension composes them, over stores of the test's own. */
export interface TestWindow extends vscode.Disposable {
  readonly stores: OpenStores;
  readonly activeRun: ActiveRun;
  readonly filter: RunsFilter;
  readonly followed: FollowedExperiments;
  readonly messages: UserMessages;
  readonly experiments: ExperimentsTree;
  readonly models: ModelsTree;
  /** What was said to the person. */
  readonly said: readonly string[];
}

/** @param open how the stores of these URIs are opened */
export function openTestWindow(
  uris: readonly string[],
  open: (uri: string) => MlflowStore | Promise<MlflowStore> = openRealStore,
): TestWindow {
  const disposables = new Disposables();
  const said: string[] = [];
  const messages = new QuietMessages(said);
  const stores = disposables.add(
    new OpenStores({
      open,
      collectPlaces: async () => await Promise.resolve(uris.map((uri) => storePlace(uri, 'setting'))),
      memory: new MemoryMemento(),
    }),
  );
  const activeRun = disposables.add(new ActiveRun(new MemoryMemento()));
  const filter = disposables.add(new RunsFilter(new MemoryMemento()));
  const launchedRuns = { get: () => undefined };
  const followed = disposables.add(new FollowedExperiments(stores));
  followed.setFilter((store, table) => filter.over(table, store.tracking.kind));
  const experiments = disposables.add(new ExperimentsTree({ stores, activeRun, followed, launchedRuns }));
  const models = disposables.add(new ModelsTree({ stores }));
  return {
    stores,
    activeRun,
    filter,
    followed,
    messages,
    experiments,
    models,
    said,
    dispose: () => disposables.dispose(),
  };
}

const ignore = (): void => undefined;

class QuietMessages extends UserMessages {
  readonly #said: string[];

  constructor(said: string[]) {
    super({ error: ignore, info: ignore, show: ignore });
    this.#said = said;
  }

  override showInfo(message: string): void {
    this.#said.push(message);
  }

  override async offer(message: string): Promise<boolean> {
    this.#said.push(message);
    return await Promise.resolve(false);
  }
}

export async function openRealStore(uri: string): Promise<MlflowStore> {
  return await openStore(uri, {
    startWorker: () => inlineJobs(storeJobHandlers()),
    maxWorkers: 1,
    workspaceFolders: [],
    isTrusted: () => true,
    fetch: globalThis.fetch,
    log: () => undefined,
  });
}

export interface StoreCopy extends vscode.Disposable {
  readonly folder: string;
  readonly uri: string;
}

/** A copy of the opened sample project's `mlruns`, for a test that changes it. */
export function copySampleStore(): StoreCopy {
  const project = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
  const temporary = mkdtempSync(join(tmpdir(), 'vizmod-window-'));
  const folder = join(temporary, 'mlruns');
  cpSync(join(project, 'mlruns'), folder, { recursive: true });
  // The stores say where their artifacts are: without this the copy would write into the original.
  for (const meta of globSync('**/meta.yaml', { cwd: folder })) {
    const path = join(folder, meta);
    writeFileSync(path, readFileSync(path, 'utf8').replaceAll(project, temporary));
  }
  return {
    folder,
    uri: pathToFileURL(folder).toString(),
    dispose: () => rmSync(temporary, { recursive: true, force: true }),
  };
}
