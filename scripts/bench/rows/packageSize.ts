import { stat } from 'node:fs/promises';
import { build } from '../../build.ts';
import { packageExtension } from '../../package.ts';
import type { BenchRow } from '../benchRow.ts';

export const packageSize: BenchRow = {
  id: 'package.vsixKiB',
  work: 'size of the .vsix, KiB',
  goal: 3 * 1024,
  measure: async () => {
    await build();
    const { size } = await stat(await packageExtension());
    return { ours: size / 1024 };
  },
};
