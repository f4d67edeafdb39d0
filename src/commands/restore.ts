import * as vscode from 'vscode';
import type { Choice } from '../host/prompts.ts';
import { isRunReference, type ExperimentReference, type RunReference } from '../model/references.ts';
import type { LifecycleStage } from '../model/run.ts';
import { runInfos } from '../store/runInfos.ts';
import { attemptEach } from './attemptEach.ts';
import type { CommandParts } from './commandParts.ts';
import { openActiveStore } from './pickStore.ts';
import { requireTrust, requireWritable } from './requireWritable.ts';
import { isExperiment, isRun, selected } from './selection.ts';

export interface TrashCommandParts extends CommandParts {
  /** Hears that something was put into the trash of a store, or taken out. */
  readonly onDidChangeTrash: (storeUri: string) => void;
}

/** What can be deleted and restored. */
export type TrashItem = ExperimentReference | RunReference;

/** Restores what is selected in the trash; from the palette it asks for one thing of the active store's. */
export async function restore(parts: TrashCommandParts, node: unknown, nodes: unknown): Promise<void> {
  const title = vscode.l10n.t('Restore');
  requireTrust(title);
  const chosen = selected(node, nodes, isTrashItem);
  for (const storeUri of new Set(chosen.map((item) => item.storeUri))) {
    await requireWritable(await parts.stores.open(storeUri), title);
  }
  const items = chosen.length > 0 ? chosen : await pickDeleted(parts, title);
  await restoreItems(parts, items);
}

export async function restoreItems(parts: TrashCommandParts, items: readonly TrashItem[]): Promise<void> {
  const done = await attemptEach<TrashItem>(parts, items, {
    title: vscode.l10n.t('Restore'),
    act: async (item) => await setLifecycle(parts, item, 'active'),
    nameOf: async (item) => await Promise.resolve(isRunReference(item) ? item.runId : item.experimentId),
  });
  if (done.length > 0) {
    const isOne = done.length === 1;
    parts.messages.showInfo(isOne ? vscode.l10n.t('Restored.') : vscode.l10n.t('Restored {0}.', done.length));
  }
}

/** Deletes or restores; MLflow gives all runs of an experiment the stage of the experiment. */
export async function setLifecycle(
  { stores, onDidChangeTrash }: TrashCommandParts,
  item: TrashItem,
  stage: LifecycleStage,
): Promise<void> {
  const { tracking } = await stores.open(item.storeUri);
  await (isRunReference(item)
    ? tracking.setRunLifecycle(item.runId, stage)
    : tracking.setExperimentLifecycle(item.experimentId, stage));
  onDidChangeTrash(item.storeUri);
}

function isTrashItem(value: unknown): value is TrashItem {
  return isRun(value) || isExperiment(value);
}

async function pickDeleted(parts: CommandParts, title: string): Promise<readonly TrashItem[]> {
  const store = await openActiveStore(parts);
  await requireWritable(store, title);
  const picked = await parts.prompts.pick(deletedChoices(parts, store), {
    title,
    placeholder: vscode.l10n.t('Deleted experiment or run'),
  });
  return picked === undefined ? [] : [picked];
}

async function deletedChoices(
  { stores }: CommandParts,
  { uri, tracking }: Awaited<ReturnType<typeof openActiveStore>>,
): Promise<readonly Choice<TrashItem>[]> {
  const storeUri = stores.place(uri)?.uri ?? uri;
  const experiments = await tracking.experiments('all');
  const [deleted, active] = [
    experiments.filter(({ lifecycleStage }) => lifecycleStage === 'deleted'),
    experiments.filter(({ lifecycleStage }) => lifecycleStage !== 'deleted'),
  ];
  const names = new Map(active.map(({ experimentId, name }) => [experimentId, name]));
  const runs = await runInfos(tracking, { experimentIds: [...names.keys()], view: 'deleted' });
  return [
    ...deleted.map(({ experimentId, name }): Choice<TrashItem> => ({
      label: name,
      description: vscode.l10n.t('experiment'),
      detail: experimentId,
      icon: new vscode.ThemeIcon('beaker'),
      value: { storeUri, experimentId },
    })),
    ...runs.map(({ runId, runName, experimentId }): Choice<TrashItem> => ({
      label: runName === '' ? runId : runName,
      description: names.get(experimentId),
      detail: runId,
      icon: new vscode.ThemeIcon('circle-outline'),
      value: { storeUri, experimentId, runId },
    })),
  ];
}
