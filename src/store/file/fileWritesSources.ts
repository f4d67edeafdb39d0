import { randomInt, randomUUID } from 'node:crypto';

/** Where new ids and times come from; tests give their own. */
export interface WriteSources {
  readonly now: () => number;
  /** 32 hexadecimal digits. */
  readonly newRunId: () => string;
  /** 18 digits, the first not 0. */
  readonly newExperimentId: () => string;
}

export const realWriteSources: WriteSources = {
  now: () => Date.now(),
  newRunId: () => randomUUID().replaceAll('-', ''),
  newExperimentId: () => `${randomInt(1, 10)}${Array.from({ length: 17 }, () => randomInt(10)).join('')}`,
};
