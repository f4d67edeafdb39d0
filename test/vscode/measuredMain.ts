import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';

/**
 * Stands in for the extension's main file in scripts/bench/rows/activation.ts, and measures what it takes to load and activate
 * the real one, which lies beside it. VS Code is given this file as the tests to run, too.
 */
export function activate(context: vscode.ExtensionContext): unknown {
  const start = performance.now();
  const extension = require(join(__dirname, 'extension.cjs')) as {
    readonly activate: (context: vscode.ExtensionContext) => unknown;
  };
  const loaded = performance.now();
  const exports = extension.activate(context);
  const times = { load: loaded - start, activate: performance.now() - loaded };
  writeFileSync(join(__dirname, 'activation.json'), JSON.stringify(times));
  return exports;
}

export async function run(): Promise<void> {
  await vscode.extensions.getExtension('vizmod.vizmod')?.activate();
}
