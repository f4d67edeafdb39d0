import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as vscode from 'vscode';
import { ActiveRun } from '../../../src/host/activeRun.ts';
import { ModelsSearch } from '../../../src/host/modelsSearch.ts';
import { OpenStores } from '../../../src/host/openStores.ts';
import { RunsFilter } from '../../../src/host/runsFilter.ts';
import { placeContext } from '../../../src/host/placeContext.ts';
import { placeOf } from '../../../src/host/storePlaces.ts';
import { UserMessages } from '../../../src/host/userMessages.ts';
import { inlineJobs } from '../../../src/store/inlineJobs.ts';
import type { MlflowStore } from '../../../src/store/mlflowStore.ts';
import { openStore } from '../../../src/store/openStore.ts';
import type { StoreEnvironment } from '../../../src/store/storeEnvironment.ts';
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
  readonly search: ModelsSearch;
  /** What was said to the person. */
  readonly said: readonly string[];
  /** From now on the person takes what is offered, such as Undo. */
  readonly acceptOffers: () => void;
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
      collectPlaces: async () => await Promise.resolve(uris.map((uri) => placeOf(uri, [], placeContext()))),
      memory: new MemoryMemento(),
    }),
  );
  const activeRun = disposables.add(new ActiveRun(new MemoryMemento()));
  const filter = disposables.add(new RunsFilter(new MemoryMemento()));
  const launchedRuns = { get: () => undefined };
  const followed = disposables.add(new FollowedExperiments(stores));
  followed.setFilter((store, table) => filter.over(table, store.tracking.kind));
  const experiments = disposables.add(new ExperimentsTree({ stores, activeRun, followed, launchedRuns }));
  const search = disposables.add(new ModelsSearch());
  const models = disposables.add(new ModelsTree({ stores, search }));
  return {
    stores,
    activeRun,
    filter,
    followed,
    messages,
    experiments,
    models,
    search,
    said,
    acceptOffers: () => messages.acceptOffers(),
    dispose: () => disposables.dispose(),
  };
}

const ignore = (): void => undefined;

/** Tells the test instead of the person. */
export class QuietMessages extends UserMessages {
  readonly #said: string[];
  #accepts = false;

  constructor(said: string[]) {
    super({ error: ignore, info: ignore, show: ignore });
    this.#said = said;
  }

  acceptOffers(): void {
    this.#accepts = true;
  }

  override showInfo(message: string): void {
    this.#said.push(message);
  }

  override showWarning(message: string): void {
    this.#said.push(message);
  }

  override showError(error: unknown): void {
    this.#said.push(this.describe(error));
  }

  override async offer(message: string): Promise<boolean> {
    this.#said.push(message);
    return await Promise.resolve(this.#accepts);
  }
}

/** An environment whose jobs run in the extension host itself. */
export function realStoreEnvironment(): StoreEnvironment {
  return {
    startWorker: () => inlineJobs(storeJobHandlers()),
    maxWorkers: 1,
    workspaceFolders: [],
    isTrusted: () => true,
    fetch: globalThis.fetch,
    variables: {},
    homeFolder: '',
    log: () => undefined,
  };
}

export async function openRealStore(uri: string): Promise<MlflowStore> {
  return await openStore(uri, realStoreEnvironment());
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
