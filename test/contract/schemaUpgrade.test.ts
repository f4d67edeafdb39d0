import { expect, test } from 'vitest';
import type { MlflowInterpreter } from '../../src/launch/mlflowPython.ts';
import { wouldUpgrade } from '../../src/launch/schemaUpgrade.ts';
import { mlflowPython, type MlflowVersion } from '../support/mlflowPython.ts';

/** What each of them writes into `alembic_version`. */
const revisions: Readonly<Record<MlflowVersion, string>> = {
  '1.30': '97727af70f4d',
  '2.22': '0584bdc529eb',
  '3.18': 'f4a9b2c7d1e6',
};

test.each([
  ['1.30', []],
  ['2.22', ['1.30']],
  ['3.18', ['1.30', '2.22']],
] as const)('MLflow %s would upgrade the databases of older ones', async (version, older) => {
  const python: MlflowInterpreter = { path: mlflowPython(version), version: '3.11.0', mlflowVersion: version };
  const upgraded: string[] = [];
  for (const [writer, revision] of Object.entries(revisions)) {
    if (await wouldUpgrade(python, revision, process.env)) {
      upgraded.push(writer);
    }
  }
  expect(upgraded).toEqual(older);
});
