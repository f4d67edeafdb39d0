import * as vscode from 'vscode';
import type { CommandRegistry } from '../host/commandRegistry.ts';
import type { Prompts } from '../host/prompts.ts';
import type { UserMessages } from '../host/userMessages.ts';
import type { LaunchedRun } from '../launch/launchedRun.ts';
import type { LaunchedRuns } from '../launch/launchedRuns.ts';
import { MlflowError } from '../model/mlflowError.ts';
import { isRunReference } from '../model/references.ts';
import { requireTrust } from './requireWritable.ts';

export interface LaunchCommandParts {
  /** The task that runs one file. */
  readonly fileTask: (file: vscode.Uri) => vscode.Task;
  readonly runs: LaunchedRuns;
  readonly prompts: Prompts;
  readonly messages: UserMessages;
}

export function registerLaunchCommands(registry: CommandRegistry, parts: LaunchCommandParts): void {
  registry.register('vizmod.launch.runFile', (resource) => runFile(resource, parts));
  registry.register('vizmod.launch.stop', (node) => stop(node, parts));
}

async function runFile(resource: unknown, { fileTask }: LaunchCommandParts): Promise<void> {
  requireTrust(vscode.l10n.t('Running a script'));
  const file = resource instanceof vscode.Uri ? resource : vscode.window.activeTextEditor?.document.uri;
  if (file?.scheme !== 'file') {
    const detail = vscode.l10n.t('open or select a Python file on disk');
    throw new MlflowError('unsupported', { what: vscode.l10n.t('Running this with MLflow'), detail });
  }
  await vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === file.toString())?.save();
  await vscode.tasks.executeTask(fileTask(file));
}

async function stop(node: unknown, { runs, prompts, messages }: LaunchCommandParts): Promise<void> {
  if (isRunReference(node)) {
    const run = runs.get(node.runId);
    if (run === undefined) {
      const detail = vscode.l10n.t('it was not started from this window: stop it where it runs');
      throw new MlflowError('unsupported', { what: vscode.l10n.t('Stopping this run'), detail });
    }
    run.stop();
    return;
  }
  const running = runs.all();
  if (running.length === 0) {
    messages.showInfo(vscode.l10n.t('No run that was started from this window is running.'));
    return;
  }
  (await pick(running, prompts))?.stop();
}

async function pick(running: readonly LaunchedRun[], prompts: Prompts): Promise<LaunchedRun | undefined> {
  const [first] = running;
  if (running.length === 1) {
    return first;
  }
  const choices = running.toReversed().map((run) => {
    const { runName, experimentName } = run.facts;
    return { label: runName, description: experimentName, value: run };
  });
  return await prompts.pick(choices, {
    title: vscode.l10n.t('Stop Run'),
    placeholder: vscode.l10n.t('Which run?'),
  });
}
