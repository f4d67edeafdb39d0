import * as vscode from 'vscode';
import type { DataJobs } from '../data/dataJobs.ts';
import type { CommandRegistry } from '../host/commandRegistry.ts';
import type { JobRunner } from '../util/jobs.ts';
import { isVisualizationSummary, type VisualizationSummary } from '../vizmod/visualizationSummary.ts';
import type { CommandParts } from './commandParts.ts';
import { pickData } from './pickData.ts';

export interface VisualizationCommandParts extends Pick<CommandParts, 'stores' | 'prompts'> {
  /** Reads the header of the data, to tell which visualizations it suits. */
  readonly reader: JobRunner<DataJobs>;
  readonly openPanel: (shown: {
    readonly visualization: VisualizationSummary;
    readonly data: vscode.Uri;
  }) => Promise<void> | void;
  /** Takes a column of the data for one that the model of an open panel asks for. */
  readonly useColumn: (panel: unknown, name: unknown, dataColumn: unknown) => Promise<void>;
}

export function registerVisualizationCommands(commands: CommandRegistry, parts: VisualizationCommandParts): void {
  commands.register('vizmod.visualization.preview', async (resource) => await preview(parts, resource));
  commands.register('vizmod.visualization.previewOn', async (node) => await previewOn(parts, node));
  commands.register(
    'vizmod.visualization.useColumn',
    async (panel, name, dataColumn) => await parts.useColumn(panel, name, dataColumn),
  );
}

/** From data, by its URI or in the active editor, to a visualization of it. */
export async function preview(parts: VisualizationCommandParts, resource: unknown): Promise<void> {
  const data = dataUri(resource) ?? (await pickData(parts.prompts));
  const visualization = data && (await pickVisualization(parts, data));
  if (data !== undefined && visualization !== undefined) {
    await parts.openPanel({ visualization, data });
  }
}

/** From a visualization, picked if need be, to data. */
export async function previewOn(parts: VisualizationCommandParts, node: unknown): Promise<void> {
  const visualization: VisualizationSummary | undefined = isVisualizationSummary(node)
    ? node
    : await pickVisualization(parts, undefined);
  const data = visualization && (await pickData(parts.prompts));
  if (visualization !== undefined && data !== undefined) {
    await parts.openPanel({ visualization, data });
  }
}

async function pickVisualization(
  parts: VisualizationCommandParts,
  data: vscode.Uri | undefined,
): Promise<VisualizationSummary | undefined> {
  // Reads visualization models, which nothing else needs at the start.
  const picker = await import('./pickVisualization.ts');
  return await picker.pickVisualization(parts, data);
}

function dataUri(resource: unknown): vscode.Uri | undefined {
  if (resource instanceof vscode.Uri) {
    return resource;
  }
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  const uri = input instanceof vscode.TabInputText ? input.uri : vscode.window.activeTextEditor?.document.uri;
  return uri !== undefined && /\.(?:csv|tsv)$/i.test(uri.path) ? uri : undefined;
}
