import { MlflowError } from '../../model/mlflowError.ts';
import { validateKey } from '../file/fileWritesRules.ts';

/** The longest values, in characters, of tags that are not of runs (MLflow 3.18, mlflow/utils/validation.py). */
const maxLengths = { experiment_tags: 20_000, registered_model_tags: 100_000, model_version_tags: 100_000 } as const;

/** @throws MlflowError invalidName, invalidValue */
export function validateStoredTag(table: keyof typeof maxLengths, key: string, value: string): void {
  validateKey(key);
  const [length, limit] = [Array.from(value).length, maxLengths[table]];
  if (length > limit) {
    throw new MlflowError('invalidValue', { what: key, detail: `${length} characters, at most ${limit} are allowed` });
  }
}
