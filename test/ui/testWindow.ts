import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { layDemoProject } from '../../scripts/demo/layDemoProject.ts';
import { startWorkbench, type StartedWorkbench, type Workbench, type WorkbenchOptions } from './workbench.ts';

export interface TestWindowOptions extends Omit<WorkbenchOptions, 'folder'> {
  /** Puts something into the workspace folder before the window opens; a copy of the sample project when absent. */
  readonly prepare?: (folder: string) => Promise<void>;
}

export interface TestWindow {
  readonly workbench: Workbench;
  /** The workspace folder. */
  readonly folder: string;
}

/** One window for all tests of a file. A test that fails leaves a screenshot of how things stood. */
export function openTestWindow({ prepare = layDemoProject, ...options }: TestWindowOptions): () => TestWindow {
  let dir: string | undefined;
  let window: (StartedWorkbench & TestWindow) | undefined;
  beforeAll(async () => {
    dir = await realpath(await mkdtemp(join(tmpdir(), 'vizmod-ui-folder-')));
    const folder = join(dir, 'flowers');
    await prepare(folder);
    window = { ...(await startWorkbench({ ...options, folder })), folder };
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') {
      await window?.workbench.screenshot(`failure-${task.name.replaceAll(/\W+/g, '-')}`);
    }
  });
  afterAll(async () => {
    await window?.dispose();
    if (dir !== undefined) {
      await rm(dir, { recursive: true, force: true });
    }
  });
  return () => {
    if (window === undefined) {
      throw new Error('The window is not open');
    }
    return window;
  };
}
