import { rmSync, writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, test } from 'vitest';
import { describeLocalStoreFacts } from '../../../src/model/diagnosis/describeLocalStoreFacts.ts';
import type { LocalStoreFacts } from '../../../src/model/diagnosis/localStoreFacts.ts';
import { diagnoseLocalStore } from '../../../src/store/diagnoseLocalStore.ts';
import { english } from '../../../src/util/l10n.ts';
import { unpackFixtureStore } from '../../support/fixtureStores.ts';
import { testStoreEnvironment } from '../../support/testStoreEnvironment.ts';

const disposing: (() => void)[] = [];
afterEach(() => disposing.splice(0).forEach((dispose) => dispose()));

function unpack(name: 'v3-db' | 'v3-mlruns'): string {
  const store = unpackFixtureStore(name);
  disposing.push(store.dispose);
  return store.folder;
}

async function diagnoseFile(databaseFile: string): Promise<LocalStoreFacts> {
  return await diagnoseLocalStore({ kind: 'sqlite', databaseFile }, testStoreEnvironment());
}

/** The report without what differs from machine to machine. */
function reportOf(facts: LocalStoreFacts): readonly string[] {
  return describeLocalStoreFacts({ ...facts, freeBytes: undefined }, english).map(
    ({ title, verdict, finding }) => `${verdict} ${title}: ${finding.replace(facts.path, 'PATH')}`,
  );
}

describe('a store on this machine is diagnosed', () => {
  test('as a folder, with what MLflow 3.13 thinks of it', async () => {
    const folder = join(unpack('v3-mlruns'), 'mlruns');
    const facts = await diagnoseLocalStore({ kind: 'file', folder }, testStoreEnvironment());
    expect(facts.freeBytes).toBeGreaterThan(0);
    expect(reportOf(facts)).toEqual([
      'ok Place: PATH is a folder',
      'ok Reading: allowed',
      'ok Writing: allowed',
      'ok Experiments: 5, deleted ones included',
      'note MLflow 3.13: from this version on, MLflow itself opens such a folder only with MLFLOW_ALLOW_FILE_STORE=true',
    ]);
  });

  test('as a database, and says who writes to it', async () => {
    const file = join(unpack('v3-db'), 'mlflow.db');
    const whole = [
      'ok Place: PATH is a file',
      'ok Reading: allowed',
      'ok Writing: allowed',
      'ok Schema: f4a9b2c7d1e6',
      'ok Lock: nobody writes now',
      expect.stringMatching(/^ok Experiments: \d+, deleted ones included$/),
    ];
    expect(reportOf(await diagnoseFile(file))).toEqual(whole);
    const writer = new DatabaseSync(file);
    disposing.unshift(() => writer.close());
    writer.exec('BEGIN IMMEDIATE');
    expect((await diagnoseFile(file)).database).toMatchObject({ lock: 'held' });
    writer.exec("UPDATE experiments SET name = name || '!'");
    expect((await diagnoseFile(file)).database).toMatchObject({ lock: 'journal' });
    writer.exec('ROLLBACK');
    expect(reportOf(await diagnoseFile(file))).toEqual(whole);
  });

  test('as a database of a later MLflow', async () => {
    const file = join(unpack('v3-db'), 'mlflow.db');
    const writer = new DatabaseSync(file);
    writer.exec("UPDATE alembic_version SET version_num = 'ffffffffffff'");
    writer.close();
    const facts = await diagnoseFile(file);
    expect(facts.database).toEqual({ revision: 'ffffffffffff', isNewer: true, lock: 'free' });
    expect(reportOf(facts)).toContain('note Schema: ffffffffffff, which is newer than this extension knows');
  });

  test('as something else than was named, or as nothing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vizmod-diagnosed-'));
    disposing.push(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'mlflow.db');
    expect(reportOf(await diagnoseFile(file))).toEqual(['problem Place: PATH is not there']);
    expect(reportOf(await diagnoseFile(folder))).toEqual(['problem Place: PATH is not of the kind that was named']);
    writeFileSync(file, 'no database, but long enough to be looked at as one'.repeat(20));
    expect(reportOf(await diagnoseFile(file)).at(-1)).toMatch(/^problem Database: PATH is not an MLflow store/);
  });

  test('with why it cannot be read or written', () => {
    const path = '/x/mlruns';
    const facts = { path, kind: 'file', presence: 'there', unreadable: 'EACCES', unwritable: 'EROFS' } as const;
    expect(reportOf(facts).slice(1, 3)).toEqual([
      'problem Reading: not allowed (EACCES)',
      'note Writing: its disk is read-only',
    ]);
  });
});
