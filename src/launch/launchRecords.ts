import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isRunReference, type RunReference } from '../model/references.ts';
import { processStart } from './runningProcess.ts';

/** What is needed to end a run whose launcher died before its script did. */
export interface LaunchRecord {
  readonly run: RunReference;
  readonly pid: number;
  /** As `processStart` said it. */
  readonly processStart: string;
  readonly params: readonly (readonly [key: string, value: string])[];
  readonly stoppedAt?: number | undefined;
}

/** One small file per launched run in `folder`, from the start of its process until its end is recorded. Failures are logged: a launch does not depend on it. */
export class LaunchRecords {
  readonly #folder: string;
  readonly #log: (message: string) => void;

  constructor(folder: string, log: (message: string) => void) {
    this.#folder = folder;
    this.#log = log;
  }

  async save(record: LaunchRecord): Promise<void> {
    const path = this.#path(record.run.runId);
    await this.#attempt(`save ${path}`, async () => {
      await mkdir(this.#folder, { recursive: true });
      await writeFile(`${path}.part`, JSON.stringify(record));
      await rename(`${path}.part`, path);
    });
  }

  async remove(runId: string): Promise<void> {
    const path = this.#path(runId);
    await this.#attempt(`remove ${path}`, () => rm(path, { force: true }));
  }

  /** Records whose process is gone. */
  async orphans(): Promise<readonly LaunchRecord[]> {
    const orphans: LaunchRecord[] = [];
    for (const record of await this.#readAll()) {
      if ((await processStart(record.pid)) !== record.processStart) {
        orphans.push(record);
      }
    }
    return orphans;
  }

  async #readAll(): Promise<readonly LaunchRecord[]> {
    const records: LaunchRecord[] = [];
    for (const name of await this.#list()) {
      const path = join(this.#folder, name);
      await this.#attempt(`read ${path}`, async () => {
        const value: unknown = JSON.parse(await readFile(path, 'utf8'));
        if (isLaunchRecord(value)) {
          records.push(value);
        }
      });
    }
    return records;
  }

  async #list(): Promise<readonly string[]> {
    try {
      return (await readdir(this.#folder)).filter((name) => name.endsWith('.json'));
    } catch {
      // Nothing was ever launched here.
      return [];
    }
  }

  async #attempt(what: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#log(`Launch record: could not ${what}: ${String(error)}`);
    }
  }

  #path(runId: string): string {
    return join(this.#folder, `${encodeURIComponent(runId)}.json`);
  }
}

function isLaunchRecord(value: unknown): value is LaunchRecord {
  return (
    typeof value === 'object' &&
    value !== null &&
    isRunReference(Reflect.get(value, 'run')) &&
    typeof Reflect.get(value, 'pid') === 'number' &&
    typeof Reflect.get(value, 'processStart') === 'string' &&
    Array.isArray(Reflect.get(value, 'params'))
  );
}
