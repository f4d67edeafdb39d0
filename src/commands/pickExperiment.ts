import * as vscode from 'vscode';
import type { Choice, Prompts } from '../host/prompts.ts';
import type { Experiment } from '../model/experiment.ts';
import type { ExperimentReference } from '../model/references.ts';
import type { MlflowStore } from '../store/mlflowStore.ts';
import type { CommandParts } from './commandParts.ts';
import { openActiveStore } from './pickStore.ts';

/** Asks for an experiment of a store. */
export async function pickExperiment(
  prompts: Prompts,
  store: MlflowStore,
  title: string,
): Promise<Experiment | undefined> {
  const choices = store.tracking.experiments('active').then((experiments) => experiments.map(experimentChoice));
  return await prompts.pick(choices, { title, placeholder: vscode.l10n.t('Experiment') });
}

/** Asks for an experiment of the active store. */
export async function pickActiveExperiment(
  parts: CommandParts,
  title: string,
): Promise<ExperimentReference | undefined> {
  const store = await openActiveStore(parts);
  const experiment = await pickExperiment(parts.prompts, store, title);
  const storeUri = parts.stores.place(store.uri)?.uri ?? store.uri;
  return experiment && { storeUri, experimentId: experiment.experimentId };
}

function experimentChoice(experiment: Experiment): Choice<Experiment> {
  return {
    label: experiment.name,
    description: experiment.experimentId,
    icon: new vscode.ThemeIcon('beaker'),
    value: experiment,
  };
}
