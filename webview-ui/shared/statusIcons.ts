import type { RunStatus } from '../../src/model/run.ts';

/** Class names of the icon of each state. */
export const statusIcons: Readonly<Record<RunStatus, string>> = {
  RUNNING: 'codicon-loading codicon-modifier-spin',
  SCHEDULED: 'codicon-clock',
  FINISHED: 'codicon-circle-filled',
  FAILED: 'codicon-error',
  KILLED: 'codicon-circle-slash',
};
