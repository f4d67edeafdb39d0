import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { migrateStore, type MigrateStoreResult } from '../../../src/launch/migrateStore.ts';
import { MigrationOutput, type MigrateProgress } from '../../../src/launch/migrationOutput.ts';
import { MlflowError } from '../../../src/model/mlflowError.ts';
import { folderTree } from '../../support/folderTree.ts';
import { writeShellPython } from './shellPython.ts';
import { temporaryFolder } from './temporaryFolder.ts';

interface Migration {
  readonly folder: string;
  readonly databaseFile: string;
  readonly cancel: AbortController;
  readonly output: () => string;
  readonly run: () => Promise<MigrateStoreResult>;
  /** What lies in the folder besides what the test put there. */
  readonly left: () => readonly string[];
}

/** A move whose Python runs `mlflow` as this shell script; the database's URI is its fifth argument. */
function prepare(script: string, mlflowVersion = '3.18.0'): Migration {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'mlflow'), script);
  const own = new Set(['mlflow', 'python']);
  const databaseFile = join(folder, 'mlflow.db');
  const path = join(folder, 'mlruns');
  const cancel = new AbortController();
  onTestFinished(() => cancel.abort());
  let output = '';
  const python = { path: writeShellPython(join(folder, 'python')), version: '3.11.0', mlflowVersion };
  const request = { store: { kind: 'file', uri: `file://${path}`, path }, databaseFile, python } as const;
  return {
    folder,
    databaseFile,
    cancel,
    output: () => output,
    run: async () =>
      await migrateStore(
        { ...request, environment: process.env },
        {
          signal: cancel.signal,
          stopGraceMs: [200, 200],
          onOutput: (text) => {
            output += text;
          },
          onProgress: () => undefined,
        },
      ),
    left: () => readdirSync(folder).filter((name) => !own.has(name)),
  };
}

async function failureOf(work: Promise<unknown>): Promise<unknown> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  return MlflowError.is(error) ? [error.reason, error.details.detail] : error;
}

const writesDatabase = 'echo "$5"\necho whole > "${5#sqlite:///}"\n';

describe.skipIf(process.platform === 'win32')('moving a folder to a database', () => {
  test('lays the database in its place when it is whole', async () => {
    const migration = prepare(writesDatabase);
    await migration.run();
    expect(migration.left()).toEqual(['mlflow.db']);
    expect(readFileSync(migration.databaseFile, 'utf8')).toBe('whole\n');
    expect(migration.output()).toMatch(/^sqlite:\/\/\/.*\/\.vizmod-move-\w+\/mlflow\.db\n$/);
  });

  test('never writes over a file, not even over one that came to be there meanwhile', async () => {
    const before = prepare(writesDatabase);
    writeFileSync(before.databaseFile, 'mine');
    expect(await failureOf(before.run())).toEqual(['alreadyExists', undefined]);
    const meanwhile = prepare(`${writesDatabase}echo mine > mlflow.db\n`);
    expect(await failureOf(meanwhile.run())).toEqual(['alreadyExists', 'EEXIST']);
    expect([before, meanwhile].map(({ databaseFile }) => readFileSync(databaseFile, 'utf8').trim())).toEqual([
      'mine',
      'mine',
    ]);
    expect(meanwhile.left()).toEqual(['mlflow.db']);
  });

  test('leaves nothing behind when it fails or is cancelled', async () => {
    const failing = prepare(`${writesDatabase}echo "MlflowException: no mlruns" >&2\nexit 1\n`);
    expect(await failureOf(failing.run())).toEqual(['processFailed', 'exit code 1: MlflowException: no mlruns']);
    expect(failing.left()).toEqual([]);
    const waiting = prepare(`${writesDatabase}sleep 1000\n`);
    const running = failureOf(waiting.run());
    await expect.poll(waiting.output, { timeout: 20_000 }).not.toBe('');
    waiting.cancel.abort();
    expect(await running).toEqual(['cancelled', undefined]);
    expect(waiting.left()).toEqual([]);
  });

  test('leaves out metric points that a run has twice, and nothing else', async () => {
    const once = 'cd "$3/1"; cat ab/metrics/loss ab/metrics/val/loss cd/metrics/loss > "${5#sqlite:///}"\n';
    const refusal =
      'if [ "$(basename "$3")" = mlruns ]; then echo "IntegrityError: UNIQUE constraint failed: metrics.key"; exit 1; fi\n';
    const migration = prepare(`${refusal}${once}`);
    const write = (path: string, text: string): void => {
      const file = join(migration.folder, 'mlruns', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    };
    write('1/ab/metrics/loss', '5 1.0 0\n5 1 0\n6 1.0 0\n5 nan 0\n5 nan 0\n5 1.0 1\n');
    write('1/ab/metrics/val/loss', '7 2.0 0\n');
    write('1/cd/metrics/loss', '8 3.0\n8 3.0 0\n');
    const before = folderTree(join(migration.folder, 'mlruns'));
    expect(await migration.run()).toEqual({ repeatedPoints: 3 });
    expect(readFileSync(migration.databaseFile, 'utf8')).toBe('5 1.0 0\n6 1.0 0\n5 nan 0\n5 1.0 1\n7 2.0 0\n8 3.0\n');
    expect(folderTree(join(migration.folder, 'mlruns'))).toEqual(before);
    expect(migration.left()).toEqual(['mlflow.db', 'mlruns']);
  });

  test('needs MLflow 3.10, and says how to get it', async () => {
    const migration = prepare(writesDatabase, '3.9.2');
    expect(await failureOf(migration.run())).toEqual([
      'toolMissing',
      expect.stringMatching(/has 3\.9\.2; update it with .* -m pip install 'mlflow>=3\.10'$/),
    ]);
    expect(existsSync(migration.databaseFile)).toBe(false);
  });

  test('follows what MLflow prints, however it is cut', () => {
    const progress: MigrateProgress[] = [];
    const output = new MigrationOutput((step) => progress.push(step));
    const text =
      'Source: x\n[1/2] Migrating experiment 0...\n[2/2] Migrating experiment 7...\n[1/1] Migrating model m...\n';
    for (const part of text.match(/[^]{1,7}/g) ?? []) {
      output.take(part);
    }
    expect(progress).toEqual([
      { what: 'experiments', done: 0, total: 2 },
      { what: 'experiments', done: 1, total: 2 },
      { what: 'models', done: 0, total: 1 },
    ]);
    output.take('sqlalchemy.exc.IntegrityError: twice\n[SQL: INSERT]\n(Background on this error at: x)\n');
    expect(output.lastWords).toBe('sqlalchemy.exc.IntegrityError: twice');
  });
});
