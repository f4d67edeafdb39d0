import * as vscode from 'vscode';
import type { Choice } from '../host/prompts.ts';
import type { RunReference } from '../model/references.ts';
import type { Run, RunStatus } from '../model/run.ts';
import type { MlflowStore } from '../store/mlflowStore.ts';
import { attemptEach } from './attemptEach.ts';
import type { CommandParts } from './commandParts.ts';
import { offerUndo } from './offerUndo.ts';
import { pickRun } from './pickRun.ts';
import { openActiveStore } from './pickStore.ts';
import { requireTrust, requireWritable } from './requireWritable.ts';
import { restoreItems, setLifecycle, type TrashCommandParts } from './restore.ts';
import { isRun, selected } from './selection.ts';

interface ChosenRun {
  readonly store: MlflowStore;
  readonly run: Run;
}

export async function renameRun(parts: CommandParts, node: unknown): Promise<void> {
  const title = vscode.l10n.t('Rename Run');
  const [reference] = await chooseRuns(parts, node, undefined, title);
  if (reference === undefined) {
    return;
  }
  const { store, run } = await read(parts, reference);
  const { runId, runName } = run.info;
  const typed = await parts.prompts.input({
    title,
    prompt: vscode.l10n.t('Name of the run'),
    value: runName,
    validate: (text) => (text.trim() === '' ? vscode.l10n.t('A name is needed') : undefined),
  });
  const name = typed?.trim();
  if (name !== undefined && name !== runName) {
    await store.tracking.updateRun(runId, { runName: name });
  }
}

/** Moves runs to the trash. */
export async function deleteRuns(parts: TrashCommandParts, node: unknown, nodes: unknown): Promise<void> {
  const title = vscode.l10n.t('Delete Run');
  const runs = await chooseRuns(parts, node, nodes, title);
  const done = await attemptEach(parts, runs, {
    title,
    act: async (run) => await setLifecycle(parts, run, 'deleted'),
    nameOf: async (run) => await nameOfRun(parts, run),
  });
  const [first] = done;
  if (first !== undefined) {
    const message =
      done.length === 1
        ? vscode.l10n.t('Deleted the run {0}.', await nameOfRun(parts, first))
        : vscode.l10n.t('Deleted {0} runs.', done.length);
    void offerUndo(parts.messages, message, async () => await restoreItems(parts, done));
  }
}

/** Ends runs whose process did not: killed, or on a machine that is gone. */
export async function endRuns(parts: CommandParts, node: unknown, nodes: unknown): Promise<void> {
  const title = vscode.l10n.t('End Run As');
  const chosen = await chooseRuns(parts, node, nodes, title);
  const runs = await Promise.all(chosen.map(async (reference) => await read(parts, reference)));
  const open = runs.filter(({ run }) => run.info.status === 'RUNNING' || run.info.status === 'SCHEDULED');
  if (runs.length > 0 && open.length === 0) {
    parts.messages.showInfo(vscode.l10n.t('This run has ended already.'));
  }
  if (open.length === 0) {
    return;
  }
  const status = await parts.prompts.pick(endChoices(), { title, placeholder: vscode.l10n.t('How the run ended') });
  if (status !== undefined) {
    const endTime = Date.now();
    await attemptEach(parts, open, {
      title,
      act: async ({ store, run }) => await store.tracking.updateRun(run.info.runId, { status, endTime }),
      nameOf: async ({ run }) => await Promise.resolve(run.info.runName),
    });
  }
}

function endChoices(): readonly Choice<RunStatus>[] {
  return [
    { label: vscode.l10n.t('Finished'), icon: new vscode.ThemeIcon('circle-filled'), value: 'FINISHED' },
    { label: vscode.l10n.t('Failed'), icon: new vscode.ThemeIcon('error'), value: 'FAILED' },
    { label: vscode.l10n.t('Killed'), icon: new vscode.ThemeIcon('circle-slash'), value: 'KILLED' },
  ];
}

/** The runs that the command was run on, else one that is asked for; in stores that take writes. */
async function chooseRuns(
  parts: CommandParts,
  node: unknown,
  nodes: unknown,
  title: string,
): Promise<readonly RunReference[]> {
  requireTrust(title);
  const chosen = selected(node, nodes, isRun);
  if (chosen.length === 0) {
    await requireWritable(await openActiveStore(parts), title);
  }
  const runs = chosen.length > 0 ? chosen : [await pickRun(parts, title)].filter((run) => run !== undefined);
  for (const storeUri of new Set(runs.map((run) => run.storeUri))) {
    await requireWritable(await parts.stores.open(storeUri), title);
  }
  return runs;
}

async function read({ stores }: CommandParts, { storeUri, runId }: RunReference): Promise<ChosenRun> {
  const store = await stores.open(storeUri);
  return { store, run: await store.tracking.run(runId) };
}

/** Its name, or its id where it cannot be read. */
async function nameOfRun(parts: CommandParts, reference: RunReference): Promise<string> {
  const name = await read(parts, reference).then(
    ({ run }) => run.info.runName,
    () => '',
  );
  return name === '' ? reference.runId : name;
}
