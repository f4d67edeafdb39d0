import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';

/** VS Code calls this inside the extension host; the test bundles lie beside this one. */
export async function run(): Promise<void> {
  process.setSourceMapsEnabled(true);
  const mocha = new Mocha({ ui: 'bdd', timeout: 30_000, color: false, grep: process.env['VIZMOD_TEST_GREP'] ?? '' });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  for (const name of readdirSync(__dirname).filter((file) => file.endsWith('.test.cjs'))) {
    // A suite for each file, so that what a file does before and after each of its tests is not done for the others.
    describe(name.replace('.test.cjs', ''), () => void require(join(__dirname, name)));
  }
  const counts = { passed: 0, failed: 0, skipped: 0 };
  await new Promise<void>((resolve) => {
    mocha
      .run(() => {
        resolve();
      })
      .on('pass', () => counts.passed++)
      .on('fail', () => counts.failed++)
      .on('pending', () => counts.skipped++);
  });
  // A killed extension host looks like success from outside: only this file proves that the tests ran to the end.
  const resultFile = process.env['VIZMOD_TEST_RESULT'];
  if (resultFile !== undefined) {
    writeFileSync(resultFile, JSON.stringify(counts));
  }
  if (counts.failed > 0) {
    throw new Error(`${counts.failed} tests failed`);
  }
}
