import { MlflowError } from '../../model/mlflowError.ts';
import { isSafeId } from './layout.ts';
import type { LoggedMetric } from '../trackingStore.ts';

/** Limits of MLflow 3.18 (mlflow/utils/validation.py), in characters. What is longer, MLflow cuts or refuses; here it is refused. */
const limits = {
  key: 250,
  param: 6000,
  tag: 8000,
  experimentTag: 20_000,
  modelTag: 100_000,
  experimentName: 500,
  alias: 255,
} as const;

/**
 * Holds the name of a metric, param or tag to MLflow's rule (2.x and later): letters, digits, `_-. /:` (no colon on Windows) and
 * a path that leads nowhere else.
 *
 * @throws MlflowError invalidName
 */
export function validateKey(key: string): void {
  const isColonAllowed = process.platform !== 'win32';
  if (!/^[/\p{L}\p{N}_.\- :]*$/u.test(key) || (!isColonAllowed && key.includes(':'))) {
    const colons = isColonAllowed ? ', colons' : '';
    const detail = `only letters, digits, underscores, dashes, periods, spaces${colons} and slashes are allowed`;
    throw new MlflowError('invalidName', { what: key, detail });
  }
  if (key.split('/').some((part) => part === '' || part === '.' || part === '..')) {
    throw new MlflowError('invalidName', { what: key, detail: 'as a path it must not lead elsewhere' });
  }
  if (lengthOf(key) > limits.key) {
    throw new MlflowError('invalidName', { what: key, detail: `at most ${limits.key} characters are allowed` });
  }
}

/** @throws MlflowError invalidName, invalidValue */
export function validateTag(key: string, value: string): void {
  validateKey(key);
  requireLength(key, value, limits.tag);
}

/** @throws MlflowError invalidName, invalidValue */
export function validateExperimentTag(key: string, value: string): void {
  validateKey(key);
  requireLength(key, value, limits.experimentTag);
}

/** For tags of registered models and of their versions. @throws MlflowError invalidName, invalidValue */
export function validateModelTag(key: string, value: string): void {
  validateKey(key);
  requireLength(key, value, limits.modelTag);
}

/** @throws MlflowError invalidName, invalidValue */
export function validateParam(key: string, value: string): void {
  validateKey(key);
  requireLength(key, value, limits.param);
}

/** @throws MlflowError invalidName, invalidValue */
export function validateMetric({ key, timestamp, step }: LoggedMetric): void {
  validateKey(key);
  if (!Number.isSafeInteger(timestamp) || timestamp < 0) {
    throw new MlflowError('invalidValue', { what: key, detail: 'a timestamp is a whole number of milliseconds' });
  }
  if (!Number.isSafeInteger(step)) {
    throw new MlflowError('invalidValue', { what: key, detail: 'a step is a whole number' });
  }
}

/** @throws MlflowError invalidName */
export function validateExperimentName(name: string): void {
  if (name.trim() === '' || lengthOf(name) > limits.experimentName) {
    throw new MlflowError('invalidName', { what: name, detail: `1 to ${limits.experimentName} characters are needed` });
  }
}

/** Of a new model; MLflow 2.x took `:` as well, and a store may hold such names. @throws MlflowError invalidName */
export function validateModelName(name: string): void {
  if (name.trim() === '' || name.startsWith('..') || !isSafeId(name) || /[:%]/.test(name)) {
    throw new MlflowError('invalidName', { what: name, detail: 'a model name must not contain / : or %' });
  }
}

/** @throws MlflowError invalidName */
export function validateAlias(alias: string): void {
  if (!/^[\p{L}\p{N}_-]+$/u.test(alias) || lengthOf(alias) > limits.alias) {
    throw new MlflowError('invalidName', {
      what: alias,
      detail: 'only letters, digits, underscores and dashes are allowed in an alias',
    });
  }
  if (alias.toLowerCase() === 'latest' || /^v\d+$/i.test(alias)) {
    throw new MlflowError('invalidName', { what: alias, detail: 'MLflow keeps this alias for itself' });
  }
}

function requireLength(key: string, value: string, limit: number): void {
  if (lengthOf(value) > limit) {
    const detail = `${lengthOf(value)} characters, at most ${limit} are allowed`;
    throw new MlflowError('invalidValue', { what: key, detail });
  }
}

/** As Python counts: code points. */
function lengthOf(text: string): number {
  return Array.from(text).length;
}
