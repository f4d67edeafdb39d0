import { MlflowError } from '../../model/mlflowError.ts';
import type { Run } from '../../model/run.ts';
import type { Disposable } from '../../util/events.ts';
import type { JobPool } from '../jobPool.ts';
import type { StoreChange } from '../trackingStore.ts';
import { EditSweep } from './editSweep.ts';
import type { FileStoreJobs } from './fileStoreJobs.ts';
import { metaFile, registryFolder, reservedExperimentFolders, trashFolder } from './layout.ts';
import { RunWatch } from './runWatch.ts';
import type { StoreFolders } from './storeFolders.ts';
import type { WatchFolder } from './watchFolder.ts';

export interface FileLiveUpdatesParts {
  readonly root: string;
  readonly pool: JobPool<FileStoreJobs>;
  readonly watchFolder: WatchFolder;
  /** Calls back once, later. */
  readonly schedule: (callback: () => void, milliseconds: number) => Disposable;
  readonly onChange: (change: StoreChange) => void;
  readonly onError: (error: unknown) => void;
}

/** A write is several events, and a script's step several writes. */
const settleMilliseconds = 150;
/** How often a store that vanished is looked for. */
const absentMilliseconds = 1500;
/** Of the runs that say they are running; the newest. The others are crashed ones nearly always. */
const maxWatchedRuns = 100;

/**
 * Follows a store folder by watching the folders that can change: the store's, the experiments', the registry's, and those of running
 * runs. What changes there is announced within {@link settleMilliseconds} and the reading of just that. Runs that are over are not watched:
 * in experiments that somebody has listed, {@link EditSweep} notices when one is renamed, deleted, restored or gets or loses a tag, within
 * about two seconds. Seen with the next listing only: other edits of those, running runs beyond {@link maxWatchedRuns}, what is in `.trash`.
 */
export class FileLiveUpdates {
  readonly #parts: FileLiveUpdatesParts;
  readonly #watchers = new Map<string, Disposable>();
  readonly #runs = new Map<string, RunWatch>();
  readonly #sweep: EditSweep;
  readonly #pendingChanges = new Map<string, StoreChange>();
  #experimentIds: ReadonlySet<string> | undefined;
  /** Experiments whose running runs are not followed yet. */
  #newExperimentIds: string[] = [];
  #areFoldersDirty = false;
  #isAbsent = false;
  #timer: Disposable | undefined;
  #ready: Promise<void> = Promise.resolve();
  #work: Promise<void> = Promise.resolve();
  #isStarted = false;

  constructor(parts: FileLiveUpdatesParts) {
    this.#parts = parts;
    this.#sweep = new EditSweep({
      ...parts,
      now: () => Date.now(),
      onEdited: (experimentId, runId) => this.#onRunEvent(experimentId, runId),
    });
  }

  /** Begins to watch. What was there before is not announced, except for running runs: they may have changed meanwhile. */
  start(): void {
    if (!this.#isStarted) {
      this.#isStarted = true;
      this.#ready = this.#readFolders();
      this.#work = this.#ready;
      this.#workNow();
    }
  }

  /** Somebody lists the runs of these: from now on edits of those that are over are noticed too. */
  follow(experimentIds: readonly string[]): void {
    if (this.#isStarted) {
      this.#sweep.add(experimentIds);
    }
  }

  /** Resolves when the folders are watched: a listing that begins after that misses nothing that is not announced. */
  async ready(): Promise<void> {
    await this.#ready;
  }

  stop(): void {
    this.#isStarted = false;
    this.#timer?.dispose();
    this.#timer = undefined;
    this.#sweep.stop();
    this.#unwatchAll();
    this.#experimentIds = undefined;
    this.#newExperimentIds = [];
    this.#isAbsent = false;
    this.#pendingChanges.clear();
  }

  /** The run as it is now, if it is followed; that costs no reading. */
  async followedRun(runId: string): Promise<Run | undefined> {
    if (this.#runs.get(runId)?.isDirty === true) {
      this.#workNow();
      await this.#work;
    }
    return this.#runs.get(runId)?.run;
  }

  /** For what this process itself has written, which must not wait for the operating system's word. */
  noteRun(experimentId: string, runId: string): void {
    if (this.#isStarted) {
      this.#onRunEvent(experimentId, runId);
    }
  }

  #onRootEvent(name: string | undefined): void {
    if (name === undefined || !name.startsWith('.') || name === trashFolder) {
      this.#areFoldersDirty = true;
      this.#later();
    }
  }

  #onExperimentEvent(experimentId: string, name: string | undefined): void {
    if (name === undefined) {
      this.#announceLater({ kind: 'runs', experimentId });
    } else if (name === metaFile || name === 'tags') {
      this.#announceLater({ kind: 'experiments' });
    } else if (!reservedExperimentFolders.has(name) && !name.startsWith('.')) {
      this.#onRunEvent(experimentId, name);
    }
  }

  #onRunEvent(experimentId: string, runId: string): void {
    this.#runWatch(experimentId, runId).markWhole();
  }

  #announceLater(change: StoreChange): void {
    this.#pendingChanges.set(JSON.stringify(change), change);
    this.#later();
  }

  #later(milliseconds = settleMilliseconds): void {
    if (this.#isStarted) {
      this.#timer ??= this.#parts.schedule(() => this.#workNow(), milliseconds);
    }
  }

  #workNow(): void {
    this.#timer?.dispose();
    this.#timer = undefined;
    this.#work = this.#work
      .then(async () => await this.#workOff())
      .catch((error: unknown) => {
        if (this.#isStarted && !MlflowError.is(error, 'cancelled')) {
          this.#parts.onError(error);
        }
      });
  }

  async #workOff(): Promise<void> {
    if (!this.#isStarted) {
      return;
    }
    if (this.#areFoldersDirty) {
      this.#areFoldersDirty = false;
      await this.#readFolders();
    }
    await this.#meetRunningRuns(this.#newExperimentIds.splice(0));
    const changes = [...this.#pendingChanges.values()];
    this.#pendingChanges.clear();
    const dirty = [...this.#runs.values()].filter((watch) => watch.isDirty);
    for (const watch of dirty) {
      changes.push(...(await watch.update()));
      if (!watch.isWorthKeeping) {
        this.#runs.delete(watch.runId);
        watch.dispose();
      }
    }
    for (const change of this.#isStarted ? changes : []) {
      this.#parts.onChange(change);
    }
  }

  async #readFolders(): Promise<void> {
    const { root, pool } = this.#parts;
    let folders: StoreFolders;
    try {
      folders = await pool.run('fileStoreFolders', { root });
    } catch (error) {
      this.#onAbsence(error);
      return;
    }
    if (this.#isStarted) {
      const isBack = this.#isAbsent;
      this.#isAbsent = false;
      this.#followFolders(folders);
      if (isBack) {
        this.#announceLater({ kind: 'store' });
      }
    }
  }

  /** Announced once; looked for until it is back. */
  #onAbsence(error: unknown): void {
    if (MlflowError.is(error, 'cancelled')) {
      return;
    }
    if (!this.#isAbsent) {
      this.#isAbsent = true;
      this.#experimentIds = undefined;
      this.#unwatchAll();
      this.#parts.onError(error);
      this.#parts.onChange({ kind: 'store' });
    }
    this.#areFoldersDirty = true;
    this.#later(absentMilliseconds);
  }

  #followFolders({ experimentIds, registry }: StoreFolders): void {
    this.#watch('', (name) => this.#onRootEvent(name));
    this.#followRegistry(registry);
    const before = this.#experimentIds;
    this.#experimentIds = new Set(experimentIds);
    const added = experimentIds.filter((id) => before?.has(id) !== true);
    const removed = [...(before ?? [])].filter((id) => this.#experimentIds?.has(id) === false);
    for (const experimentId of removed) {
      this.#leaveExperiment(experimentId);
    }
    for (const experimentId of added) {
      this.#watch(experimentId, (name) => this.#onExperimentEvent(experimentId, name));
      this.#watch(`${experimentId}/tags`, () => this.#announceLater({ kind: 'experiments' }));
    }
    if (before !== undefined) {
      for (const experimentId of [...removed, ...added]) {
        this.#announceLater({ kind: 'experiments' });
        this.#announceLater({ kind: 'runs', experimentId });
      }
    }
    this.#newExperimentIds.push(...added);
  }

  async #meetRunningRuns(experimentIds: readonly string[]): Promise<void> {
    const { root, pool } = this.#parts;
    for (const experimentId of experimentIds) {
      const limit = maxWatchedRuns - this.#runs.size;
      if (limit > 0) {
        const folder = `${root}/${experimentId}`;
        const runIds = await pool.run('fileRunningRuns', { folder, limit }, { priority: 'idle' });
        for (const runId of this.#isStarted ? runIds : []) {
          this.#runWatch(experimentId, runId);
        }
      }
    }
  }

  #followRegistry(folders: readonly string[]): void {
    const names = new Set(folders.map((folder) => folder.slice(this.#parts.root.length + 1)));
    let isChanged = false;
    for (const name of this.#watchers.keys()) {
      if ((name === registryFolder || name.startsWith(`${registryFolder}/`)) && !names.has(name)) {
        this.#unwatch(name);
        isChanged = true;
      }
    }
    for (const name of names) {
      isChanged = this.#watch(name, () => this.#onRegistryEvent()) || isChanged;
    }
    if (isChanged && this.#experimentIds !== undefined) {
      this.#announceLater({ kind: 'registry' });
    }
  }

  /** What changed may be a folder to watch. */
  #onRegistryEvent(): void {
    this.#areFoldersDirty = true;
    this.#announceLater({ kind: 'registry' });
  }

  #leaveExperiment(experimentId: string): void {
    this.#sweep.remove(experimentId);
    this.#unwatch(experimentId);
    this.#unwatch(`${experimentId}/tags`);
    for (const watch of this.#runs.values()) {
      if (watch.experimentId === experimentId) {
        this.#runs.delete(watch.runId);
        watch.dispose();
      }
    }
  }

  #runWatch(experimentId: string, runId: string): RunWatch {
    const { root, pool, watchFolder } = this.#parts;
    let watch = this.#runs.get(runId);
    if (watch === undefined) {
      watch = new RunWatch({ root, experimentId, runId, pool, watchFolder, onDirty: () => this.#later() });
      this.#runs.set(runId, watch);
    }
    return watch;
  }

  /** @param name of a folder relative to the store's @returns whether it is watched now and was not before */
  #watch(name: string, onChange: (name: string | undefined) => void): boolean {
    if (this.#watchers.has(name)) {
      return false;
    }
    const { root, watchFolder } = this.#parts;
    const watcher = watchFolder(name === '' ? root : `${root}/${name}`, onChange);
    if (watcher !== undefined) {
      this.#watchers.set(name, watcher);
    }
    return watcher !== undefined;
  }

  #unwatch(name: string): void {
    this.#watchers.get(name)?.dispose();
    this.#watchers.delete(name);
  }

  #unwatchAll(): void {
    for (const watcher of [...this.#watchers.values(), ...this.#runs.values()]) {
      watcher.dispose();
    }
    this.#watchers.clear();
    this.#runs.clear();
  }
}
