import * as vscode from 'vscode';
import type { Choice } from '../host/prompts.ts';
import { MlflowError } from '../model/mlflowError.ts';
import { EditorDataDocument } from '../host/editorDataDocument.ts';
import type { MlflowStore } from '../store/mlflowStore.ts';
import { collectVisualizations } from '../vizmod/listVisualizations.ts';
import { missingColumns } from '../vizmod/missingColumns.ts';
import { readVizModel } from '../vizmod/readVizModel.ts';
import type { VisualizationSummary } from '../vizmod/visualizationSummary.ts';
import type { VisualizationCommandParts } from './visualization.ts';

type PickParts = Pick<VisualizationCommandParts, 'stores' | 'prompts' | 'reader'>;

/** What a visualization lacks in the data: nothing, some columns, or it could not be read. */
type Fit =
  | { readonly kind: 'fits' }
  | { readonly kind: 'misses'; readonly columns: readonly string[] }
  | { readonly kind: 'unreadable' };

interface Fitted {
  readonly summary: VisualizationSummary;
  readonly fit: Fit;
}

/** Asks for one of the visualization models of all stores; with data, those that it suits come first and the others say what they miss. */
export async function pickVisualization(
  parts: PickParts,
  data: vscode.Uri | undefined,
): Promise<VisualizationSummary | undefined> {
  return await parts.prompts.pick(visualizationChoices(parts, data), {
    title: vscode.l10n.t('Preview Visualization'),
    placeholder: vscode.l10n.t('Visualization model'),
  });
}

async function visualizationChoices(
  { stores, reader }: PickParts,
  data: vscode.Uri | undefined,
): Promise<readonly Choice<VisualizationSummary>[]> {
  const opened = await stores.openAll();
  const header = data === undefined ? undefined : await readHeader(reader, data);
  const found = await Promise.all(opened.map(async (store) => await fitStore(store, header)));
  const fitted = found.flat();
  if (fitted.length === 0) {
    const detail = vscode.l10n.t('log a chart as a model: Vega-Lite JSON in a model folder, or with mlflow-vizmod');
    throw new MlflowError('notFound', { what: vscode.l10n.t('A visualization model'), detail });
  }
  const order: readonly Fit['kind'][] = ['fits', 'misses', 'unreadable'];
  return fitted.toSorted((a, b) => order.indexOf(a.fit.kind) - order.indexOf(b.fit.kind)).map(visualizationChoice);
}

async function readHeader(reader: PickParts['reader'], uri: vscode.Uri): Promise<readonly string[]> {
  const document = new EditorDataDocument(uri);
  try {
    const { header } = await reader.run('readHeader', { source: await document.source() });
    return header;
  } finally {
    document.dispose();
  }
}

async function fitStore(store: MlflowStore, header: readonly string[] | undefined): Promise<readonly Fitted[]> {
  const summaries = await collectVisualizations(store);
  return await Promise.all(summaries.map(async (summary) => ({ summary, fit: await fitOf(store, summary, header) })));
}

async function fitOf(
  store: MlflowStore,
  summary: VisualizationSummary,
  header: readonly string[] | undefined,
): Promise<Fit> {
  if (header === undefined) {
    return { kind: 'fits' };
  }
  try {
    const files = await store.tracking.artifactsAt(summary.folderUri);
    const columns = missingColumns(await readVizModel(files, summary.modelUri), header);
    return columns.length === 0 ? { kind: 'fits' } : { kind: 'misses', columns };
  } catch (error) {
    if (!MlflowError.is(error)) {
      throw error;
    }
    // Opening it says what is wrong with it.
    return { kind: 'unreadable' };
  }
}

function visualizationChoice({ summary, fit }: Fitted): Choice<VisualizationSummary> {
  const version = summary.version === undefined ? '' : ` (v${summary.version})`;
  const detail = fitText(fit);
  return {
    label: summary.name,
    description: `${summary.modelUri}${version}`,
    icon: new vscode.ThemeIcon(fit.kind === 'fits' ? 'graph-scatter' : 'warning'),
    value: summary,
    ...(detail !== undefined && { detail }),
  };
}

function fitText(fit: Fit): string | undefined {
  switch (fit.kind) {
    case 'fits':
      return undefined;
    case 'misses':
      return vscode.l10n.t('the data has no {0}', fit.columns.join(', '));
    case 'unreadable':
      return vscode.l10n.t('could not be read');
  }
}
