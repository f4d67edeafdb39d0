import * as vscode from 'vscode';
import type { CommandRegistry } from '../host/commandRegistry.ts';
import { checkFilter, type RunsFilter } from '../host/runsFilter.ts';
import { isExperimentReference } from '../model/references.ts';
import type { ExperimentPanelState } from '../protocol/experimentPanel.ts';
import type { TrashCommandParts } from './restore.ts';
import { createExperiment, deleteExperiments, renameExperiment } from './editExperiment.ts';
import { pickExperiment } from './pickExperiment.ts';
import { openActiveStore } from './pickStore.ts';

export interface ExperimentCommandParts extends TrashCommandParts {
  readonly filter: RunsFilter;
  readonly openPanel: (panel: ExperimentPanelState) => Promise<void> | void;
}

export function registerExperimentCommands(commands: CommandRegistry, parts: ExperimentCommandParts): void {
  const { filter } = parts;
  commands.register('vizmod.experiment.open', async (node) => await openExperiment(parts, node));
  commands.register('vizmod.experiment.filterRuns', async () => await askForFilter(parts));
  commands.register('vizmod.experiment.clearFilter', async () => await filter.set(''));
  commands.register('vizmod.experiment.create', async (node) => await createExperiment(parts, node));
  commands.register('vizmod.experiment.rename', async (node) => await renameExperiment(parts, node));
  commands.register('vizmod.experiment.delete', async (node, nodes) => await deleteExperiments(parts, node, nodes));
}

async function openExperiment(parts: ExperimentCommandParts, node: unknown): Promise<void> {
  if (!isExperimentReference(node)) {
    await pickAndOpen(parts);
    return;
  }
  const { storeUri, experimentId } = node;
  const { tracking } = await parts.stores.open(storeUri);
  const experiments = await tracking.experiments('all');
  const experiment = experiments.find((candidate) => candidate.experimentId === experimentId);
  await parts.openPanel({ storeUri, experimentIds: [experimentId], title: experiment?.name ?? experimentId });
}

async function pickAndOpen(parts: ExperimentCommandParts): Promise<void> {
  const store = await openActiveStore(parts);
  const experiment = await pickExperiment(parts.prompts, store, vscode.l10n.t('Open Experiment'));
  if (experiment !== undefined) {
    const { experimentId, name } = experiment;
    await parts.openPanel({ storeUri: store.uri, experimentIds: [experimentId], title: name });
  }
}

async function askForFilter({ prompts, filter, messages }: ExperimentCommandParts): Promise<void> {
  const text = await prompts.input({
    title: vscode.l10n.t('Filter Runs'),
    prompt: vscode.l10n.t('Comparisons in MLflow’s grammar, joined by AND, OR and NOT. Empty shows all runs.'),
    placeholder: "metrics.accuracy > 0.9 AND params.kernel = 'rbf'",
    value: filter.text,
    validate: (typed) => {
      try {
        checkFilter(typed);
        return undefined;
      } catch (error) {
        return messages.describe(error);
      }
    },
  });
  if (text !== undefined) {
    await filter.set(text);
  }
}
