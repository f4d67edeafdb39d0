import { lastWords } from './lastWords.ts';

/** What is moved now: `done` of `total` are. Registered models come after the experiments. */
export interface MigrateProgress {
  readonly what: 'experiments' | 'models';
  readonly done: number;
  readonly total: number;
}

/** How much of the end is kept, in characters: an error of the database states its parameters at length. */
const keptOutput = 20_000;

/** Follows what `mlflow migrate-filestore` prints (MLflow 3.18): `[2/5] Migrating experiment 1...`. */
export class MigrationOutput {
  readonly #onProgress: (progress: MigrateProgress) => void;
  #kept = '';
  #rest = '';

  constructor(onProgress: (progress: MigrateProgress) => void) {
    this.#onProgress = onProgress;
  }

  get lastWords(): string {
    return lastWords(this.#kept);
  }

  take(text: string): void {
    this.#kept = `${this.#kept}${text}`.slice(-keptOutput);
    const lines = `${this.#rest}${text}`.split(/\r?\n/);
    this.#rest = lines.pop() ?? '';
    lines.forEach((line) => this.#read(line));
  }

  #read(line: string): void {
    const [, position, total, kind] = /^\[(\d+)\/(\d+)\] Migrating (experiment|model) /.exec(line) ?? [];
    if (kind !== undefined) {
      const what = kind === 'experiment' ? 'experiments' : 'models';
      // It says what it begins with: that many less one are done.
      this.#onProgress({ what, done: Number(position) - 1, total: Number(total) });
    }
  }
}
