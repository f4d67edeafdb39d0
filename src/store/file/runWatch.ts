import { MlflowError } from '../../model/mlflowError.ts';
import type { Run } from '../../model/run.ts';
import type { Disposable } from '../../util/events.ts';
import type { JobPool } from '../jobPool.ts';
import type { StoreChange } from '../trackingStore.ts';
import type { FileStoreJobs } from './fileStoreJobs.ts';
import { inputsFolder, keyFolders } from './layout.ts';
import type { MetricMark } from './readRun.ts';
import { RunDirt } from './runDirt.ts';
import type { RunGrowth } from './runGrowth.ts';
import type { WatchFolder } from './watchFolder.ts';

export interface RunWatchParts {
  readonly root: string;
  readonly experimentId: string;
  readonly runId: string;
  readonly pool: JobPool<FileStoreJobs>;
  readonly watchFolder: WatchFolder;
  readonly onDirty: () => void;
}

const watchedFolders = ['', ...keyFolders, inputsFolder, 'artifacts'];

/** A nested folder found by reading may have changed before it was watched, so the run is read again, but not for ever. */
const maxReadings = 3;

/** Follows one run: watches its folders, and keeps what it reads, so that growth is all that has to be read. */
export class RunWatch implements Disposable {
  readonly #parts: RunWatchParts;
  readonly #folder: string;
  readonly #watchers = new Map<string, Disposable>();
  readonly #marks = new Map<string, MetricMark>();
  #dirt = new RunDirt();
  #run: Run | undefined;
  #isDisposed = false;

  constructor(parts: RunWatchParts) {
    this.#parts = parts;
    this.#folder = `${parts.root}/${parts.experimentId}/${parts.runId}`;
    this.#dirt.isWhole = true;
    this.#watchFolders(watchedFolders);
  }

  get experimentId(): string {
    return this.#parts.experimentId;
  }

  get runId(): string {
    return this.#parts.runId;
  }

  /** As of the last {@link RunWatch.update}; absent when there is no readable run in the folder. */
  get run(): Run | undefined {
    return this.#run;
  }

  get isDirty(): boolean {
    return !this.#dirt.isClean;
  }

  /** Whether there is anything to wait for: a folder that is there, with a running run or with none yet. */
  get isWorthKeeping(): boolean {
    const isOver = this.#run !== undefined && this.#run.info.status !== 'RUNNING';
    return this.#watchers.has('') && !isOver && this.#run?.info.lifecycleStage !== 'deleted';
  }

  markWhole(): void {
    this.#mark('', undefined);
  }

  /** Reads what may have changed. @returns what did */
  async update(): Promise<readonly StoreChange[]> {
    const dirt = this.#dirt;
    this.#dirt = new RunDirt();
    const { experimentId, runId } = this.#parts;
    const changes: StoreChange[] = dirt.hasArtifacts ? [{ kind: 'artifacts', experimentId, runId }] : [];
    if (dirt.isWhole || (dirt.metricKeys.size > 0 && this.#run === undefined)) {
      await this.#readWhole();
      return [...changes, { kind: 'run', experimentId, runId }];
    }
    if (dirt.metricKeys.size === 0 && dirt.texts.length === 0) {
      return changes;
    }
    const isGrown = await this.#readGrowth(dirt);
    const isMetricsOnly = isGrown && dirt.texts.length === 0;
    const metricKeys = isMetricsOnly ? { metricKeys: [...dirt.metricKeys] } : {};
    return [...changes, { kind: 'run', experimentId, runId, ...metricKeys }];
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const watcher of this.#watchers.values()) {
      watcher.dispose();
    }
    this.#watchers.clear();
  }

  #mark(folder: string, name: string | undefined): void {
    if (folder === '' && name !== undefined) {
      this.#unwatchBelow(name);
    }
    this.#dirt.mark(folder, name);
    if (this.isDirty) {
      this.#parts.onDirty();
    }
  }

  async #readWhole(): Promise<void> {
    for (let reading = 0; reading < maxReadings; reading++) {
      const found = await this.#find();
      this.#run = found?.run;
      this.#marks.clear();
      for (const [key, mark] of found?.marks ?? []) {
        this.#marks.set(key, mark);
      }
      if (!this.#watchFolders([...watchedFolders, ...this.#nestedFolders()])) {
        return;
      }
    }
  }

  async #find() {
    const { root, runId, pool } = this.#parts;
    try {
      return await pool.run('fileRun', { root, runId, knownFolder: this.#folder });
    } catch (error) {
      if (MlflowError.is(error, 'notFound') || MlflowError.is(error, 'malformed')) {
        return undefined;
      }
      throw error;
    }
  }

  /** @returns false when the whole run had to be read instead */
  async #readGrowth({ metricKeys, texts }: RunDirt): Promise<boolean> {
    const growth = await this.#parts.pool.run('fileRunGrowth', {
      runFolder: this.#folder,
      metrics: new Map([...metricKeys].map((key) => [key, this.#marks.get(key)])),
      texts,
    });
    if (growth.isStale || this.#run === undefined) {
      await this.#readWhole();
      return false;
    }
    this.#run = grownRun(this.#run, growth);
    for (const [key, { settled, settledLength }] of growth.metrics) {
      this.#marks.set(key, { settled, settledLength });
    }
    return true;
  }

  /** Folders of nested keys, relative to the run's. */
  #nestedFolders(): readonly string[] {
    const keys = [
      ...[...this.#marks.keys()].map((key) => `metrics/${key}`),
      ...[...(this.#run?.params.keys() ?? [])].map((key) => `params/${key}`),
      ...[...(this.#run?.tags.keys() ?? [])].map((key) => `tags/${key}`),
    ];
    return [...new Set(keys.flatMap(parentsOf))];
  }

  /** @returns whether a folder is watched now that was not before */
  #watchFolders(folders: readonly string[]): boolean {
    const before = this.#watchers.size;
    for (const folder of this.#isDisposed ? [] : folders) {
      if (!this.#watchers.has(folder)) {
        const path = folder === '' ? this.#folder : `${this.#folder}/${folder}`;
        const watcher = this.#parts.watchFolder(path, (name) => this.#mark(folder, name));
        if (watcher !== undefined) {
          this.#watchers.set(folder, watcher);
        }
      }
    }
    return this.#watchers.size > before;
  }

  /** A folder that came or went has other watches than before. */
  #unwatchBelow(name: string): void {
    for (const [folder, watcher] of this.#watchers) {
      if (folder === name || folder.startsWith(`${name}/`)) {
        watcher.dispose();
        this.#watchers.delete(folder);
      }
    }
  }
}

/** `metrics/val/loss` lies in `metrics`, which is watched anyway, and in `metrics/val`. */
function parentsOf(path: string): readonly string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.slice(1).map((_, index) => parts.slice(0, index + 2).join('/'));
}

function grownRun(run: Run, growth: RunGrowth): Run {
  const metrics = new Map(run.metrics);
  for (const [key, { latest }] of growth.metrics) {
    if (latest !== undefined) {
      metrics.set(key, latest);
    }
  }
  const params = new Map(run.params);
  const tags = new Map(run.tags);
  for (const { folder, key, text } of growth.texts) {
    (folder === 'params' ? params : tags).set(key, text);
  }
  return { ...run, metrics, params, tags };
}
