import { MlflowError } from '../../model/mlflowError.ts';

/** For calls in which only the name can be wrong: a server says no more than "invalid parameter". @throws MlflowError invalidName */
export async function refusedAsName<T>(name: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (MlflowError.is(cause, 'invalidValue')) {
      throw new MlflowError('invalidName', { what: name, detail: cause.details.detail }, { cause });
    }
    throw cause;
  }
}
