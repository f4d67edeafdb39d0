import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isAbsence, readingError } from './fileProblems.ts';
import { writeKeyFile } from './fileWritesKeys.ts';

/** The tag by which a logged model of MLflow 3 knows the versions that were made of it. */
const versionsTag = 'mlflow.modelVersions';

/** Adds a version to what a logged model says about itself, as MLflow's register_model does. What is not understood there is left alone. */
export async function noteRegisteredVersion(loggedModelFolder: string, name: string, version: number): Promise<void> {
  const known = await readVersions(join(loggedModelFolder, 'tags', versionsTag));
  if (known !== undefined) {
    await writeKeyFile(loggedModelFolder, 'tags', versionsTag, pythonJson([...known, { name, version }]));
  }
}

async function readVersions(path: string): Promise<readonly unknown[] | undefined> {
  try {
    const versions: unknown = JSON.parse(await readFile(path, 'utf8'));
    return Array.isArray(versions) ? versions : undefined;
  } catch (error) {
    if (isAbsence(error)) {
      return [];
    }
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw readingError(error, path);
  }
}

/** JSON as Python's json.dumps spaces and escapes it. */
export function pythonJson(value: unknown): string {
  if (Array.isArray(value)) {
    return `[${value.map(pythonJson).join(', ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(([key, field]) => `${pythonJson(key)}: ${pythonJson(field)}`);
    return `{${fields.join(', ')}}`;
  }
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
