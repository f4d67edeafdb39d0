// Clicks through what a new user does first, on a copy of the sample project, and exits with 0 when every step was seen.
//   node test/ui/demoScenario.ts <project folder> [python with MLflow]
import { browsingSteps, trainingSteps } from './demoSteps.ts';
import { withWorkbench } from './workbench.ts';

const [folder, python] = process.argv.slice(2);
if (folder === undefined) {
  throw new Error('usage: node test/ui/demoScenario.ts <project folder> [python with MLflow]');
}
const steps = python === undefined ? browsingSteps : [...browsingSteps, ...trainingSteps];
const settings = python === undefined ? {} : { 'vizmod.launch.pythonPath': python };
await withWorkbench({ name: 'demo', folder, size: { width: 1440, height: 900 }, settings }, async (workbench) => {
  for (const { title, run } of steps) {
    await run(workbench);
    await workbench.screenshot(title.replaceAll(/\W+/g, '-'));
    console.log(`✓ ${title}`);
  }
});
if (python === undefined) {
  console.error(`✗ not tried without Python: ${trainingSteps.map(({ title }) => title).join('; ')}`);
  process.exitCode = 1;
}
