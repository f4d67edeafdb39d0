import { describe, it } from 'vitest';
import { mlflowPython } from '../support/mlflowPython.ts';
import { browsingSteps, trainingSteps } from './demoSteps.ts';
import { openTestWindow } from './testWindow.ts';

describe('what a new user does first', () => {
  const window = openTestWindow({
    name: 'ui-demo',
    size: { width: 1440, height: 900 },
    settings: { 'vizmod.launch.pythonPath': mlflowPython('3.18') },
  });

  // In order: each step begins where the one before ended.
  for (const { title, run } of [...browsingSteps, ...trainingSteps]) {
    it(title, async () => await run(window().workbench));
  }
});
