import * as vscode from 'vscode';
import { isStoreReference, type ExperimentReference } from '../model/references.ts';
import type { MlflowStore } from '../store/mlflowStore.ts';
import { attemptEach } from './attemptEach.ts';
import type { CommandParts } from './commandParts.ts';
import { offerUndo } from './offerUndo.ts';
import { pickActiveExperiment } from './pickExperiment.ts';
import { openActiveStore } from './pickStore.ts';
import { requireTrust, requireWritable } from './requireWritable.ts';
import { restoreItems, setLifecycle, type TrashCommandParts } from './restore.ts';
import { isExperiment, selected } from './selection.ts';

/** Makes an experiment in the store that the command was run on, else in the active one. */
export async function createExperiment(parts: CommandParts, node: unknown): Promise<void> {
  const title = vscode.l10n.t('New Experiment');
  requireTrust(title);
  const store = isStoreReference(node) ? await parts.stores.open(node.storeUri) : await openActiveStore(parts);
  await requireWritable(store, title);
  const name = await askForName(parts, store, title);
  if (name === undefined) {
    return;
  }
  const location = await parts.prompts.input({
    title: `${title} · ${name}`,
    prompt: vscode.l10n.t('Where artifacts of its runs go: a folder or URI. Empty: where MLflow puts them.'),
  });
  if (location !== undefined) {
    const artifactLocation = location.trim() === '' ? undefined : location.trim();
    await store.tracking.createExperiment(name, { artifactLocation });
    parts.messages.showInfo(vscode.l10n.t('Created the experiment {0}.', name));
  }
}

export async function renameExperiment(parts: CommandParts, node: unknown): Promise<void> {
  const title = vscode.l10n.t('Rename Experiment');
  const experiment = await chooseExperiment(parts, node, title);
  if (experiment === undefined) {
    return;
  }
  const { experimentId } = experiment;
  const store = await parts.stores.open(experiment.storeUri);
  const before = await nameOfExperiment(store, experimentId);
  const name = await askForName(parts, store, title, before);
  if (name !== undefined && name !== before) {
    await store.tracking.renameExperiment(experimentId, name);
    void offerUndo(parts.messages, vscode.l10n.t('Renamed {0} to {1}.', before, name), async () => {
      await store.tracking.renameExperiment(experimentId, before);
    });
  }
}

/** Moves experiments to the trash, with their runs. */
export async function deleteExperiments(parts: TrashCommandParts, node: unknown, nodes: unknown): Promise<void> {
  const title = vscode.l10n.t('Delete Experiment');
  requireTrust(title);
  const chosen = selected(node, nodes, isExperiment);
  const picked =
    chosen.length > 0 ? chosen : [await pickActiveExperiment(parts, title)].filter((one) => one !== undefined);
  for (const storeUri of new Set(picked.map((experiment) => experiment.storeUri))) {
    await requireWritable(await parts.stores.open(storeUri), title);
  }
  const nameOf = async ({ storeUri, experimentId }: ExperimentReference): Promise<string> =>
    await nameOfExperiment(await parts.stores.open(storeUri), experimentId);
  const done = await attemptEach(parts, picked, {
    title,
    act: async (experiment) => await setLifecycle(parts, experiment, 'deleted'),
    nameOf,
  });
  const [first] = done;
  if (first !== undefined) {
    const message =
      done.length === 1
        ? vscode.l10n.t('Deleted the experiment {0} and its runs.', await nameOf(first))
        : vscode.l10n.t('Deleted {0} experiments and their runs.', done.length);
    void offerUndo(parts.messages, message, async () => await restoreItems(parts, done));
  }
}

async function chooseExperiment(
  parts: CommandParts,
  node: unknown,
  title: string,
): Promise<ExperimentReference | undefined> {
  requireTrust(title);
  const store = isExperiment(node) ? await parts.stores.open(node.storeUri) : await openActiveStore(parts);
  await requireWritable(store, title);
  return isExperiment(node) ? node : await pickActiveExperiment(parts, title);
}

/** Its name, or its id where the store does not know it any more. */
async function nameOfExperiment({ tracking }: MlflowStore, experimentId: string): Promise<string> {
  const experiments = await tracking.experiments('all');
  return experiments.find((candidate) => candidate.experimentId === experimentId)?.name ?? experimentId;
}

/** Names are taken by deleted experiments, too. */
async function askForName(
  { prompts }: CommandParts,
  { tracking }: MlflowStore,
  title: string,
  before?: string,
): Promise<string | undefined> {
  const experiments = await tracking.experiments('all');
  const taken = new Map(experiments.map(({ name, lifecycleStage }) => [name, lifecycleStage]));
  const name = await prompts.input({
    title,
    prompt: vscode.l10n.t('Name of the experiment'),
    value: before,
    validate: (typed) => nameProblem(typed.trim(), before, taken),
  });
  return name?.trim();
}

function nameProblem(name: string, before: string | undefined, taken: ReadonlyMap<string, string>): string | undefined {
  if (name === '') {
    return vscode.l10n.t('A name is needed');
  }
  if (name === before || !taken.has(name)) {
    return undefined;
  }
  return taken.get(name) === 'deleted'
    ? vscode.l10n.t('A deleted experiment has this name: restore it from the trash, or choose another name')
    : vscode.l10n.t('There is an experiment of this name already');
}
