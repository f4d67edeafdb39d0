import * as vscode from 'vscode';
import type { Choice } from '../host/prompts.ts';
import { MlflowError } from '../model/mlflowError.ts';
import { EditorDataDocument } from '../host/editorDataDocument.ts';
import { readSetting } from '../host/settings.ts';
import type { MlflowStore } from '../store/mlflowStore.ts';
import { matchesGlob } from '../util/globPattern.ts';
import { collectVisualizations } from '../vizmod/listVisualizations.ts';
import { dataNeeds, missingColumns } from '../vizmod/dataNeeds.ts';
import { readVizModel } from '../vizmod/readVizModel.ts';
import { isModelUri, visualizationAt } from '../vizmod/visualizationAt.ts';
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

/** What a choice leads to; some ask on. */
type Answer = () => Promise<VisualizationSummary | undefined>;

/**
 * Asks for one of the visualization models of all stores, or for the URI of one. With data, what the settings name for it comes first, then
 * those that it suits, and the others say what they miss. Nothing is read on once the question is answered.
 */
export async function pickVisualization(
  parts: PickParts,
  data: vscode.Uri | undefined,
): Promise<VisualizationSummary | undefined> {
  const reading = new AbortController();
  try {
    const answer = await parts.prompts.pick(visualizationChoices(parts, data, reading.signal), {
      title: vscode.l10n.t('Preview Visualization'),
      placeholder: vscode.l10n.t('Visualization model'),
    });
    return await answer?.();
  } finally {
    reading.abort();
  }
}

async function visualizationChoices(
  parts: PickParts,
  data: vscode.Uri | undefined,
  signal: AbortSignal,
): Promise<readonly Choice<Answer>[]> {
  const opened = await parts.stores.openAll();
  try {
    const header = data === undefined ? undefined : await readHeader(parts.reader, data);
    const found = await Promise.all(opened.map(async (store) => await fitStore(store, header, signal)));
    const fitted = found.flat();
    const byDefault = defaultChoices(opened, data);
    if (fitted.length + byDefault.length === 0) {
      const detail = vscode.l10n.t('log a chart as a model: Vega-Lite JSON in a model folder, or with mlflow-vizmod');
      throw new MlflowError('notFound', { what: vscode.l10n.t('A visualization model'), detail });
    }
    const order: readonly Fit['kind'][] = ['fits', 'misses', 'unreadable'];
    const listed = fitted.toSorted((a, b) => order.indexOf(a.fit.kind) - order.indexOf(b.fit.kind));
    return [...byDefault, ...listed.map(visualizationChoice), typedChoice(parts, opened)];
  } catch (error) {
    if (MlflowError.is(error, 'cancelled')) {
      return [];
    }
    throw error;
  }
}

/** What `vizmod.visualization.defaults` names for the data. */
function defaultChoices(opened: readonly MlflowStore[], data: vscode.Uri | undefined): readonly Choice<Answer>[] {
  if (data === undefined) {
    return [];
  }
  const path = vscode.workspace.asRelativePath(data, false);
  return Object.entries(readSetting('visualization.defaults', data)).flatMap(([glob, uri]): Choice<Answer>[] => {
    // The setting is typed by hand.
    const isMeant = typeof uri === 'string' && matchesGlob(glob, path);
    return isMeant
      ? [
          {
            label: uri,
            description: vscode.l10n.t('default for {0}', glob),
            icon: new vscode.ThemeIcon('star-full'),
            value: async () => await findVisualization(opened, uri),
          },
        ]
      : [];
  });
}

function typedChoice({ prompts }: PickParts, opened: readonly MlflowStore[]): Choice<Answer> {
  return {
    label: vscode.l10n.t('Type a model URI…'),
    icon: new vscode.ThemeIcon('edit'),
    value: async () => {
      const uri = await prompts.input({
        title: vscode.l10n.t('Preview Visualization'),
        prompt: vscode.l10n.t('A version, an alias or an artifact of a run'),
        placeholder: 'models:/sales@champion',
        validate: (text) =>
          isModelUri(text.trim())
            ? undefined
            : vscode.l10n.t('models:/name@alias, models:/name/3 or runs:/run/path is expected'),
      });
      return uri === undefined ? undefined : await findVisualization(opened, uri.trim());
    },
  };
}

/** @throws MlflowError notFound when no store has it */
async function findVisualization(opened: readonly MlflowStore[], uri: string): Promise<VisualizationSummary> {
  for (const store of opened) {
    const found = await visualizationAt(store, uri);
    if (found !== undefined) {
      return found;
    }
  }
  const detail = vscode.l10n.t('no open store has a visualization model of this name');
  throw new MlflowError('notFound', { what: uri, detail });
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

async function fitStore(
  store: MlflowStore,
  header: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<readonly Fitted[]> {
  const summaries = await collectVisualizations(store, signal);
  return await Promise.all(
    summaries.map(async (summary) => ({ summary, fit: await fitOf(store, summary, header, signal) })),
  );
}

async function fitOf(
  store: MlflowStore,
  summary: VisualizationSummary,
  header: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<Fit> {
  if (header === undefined) {
    return { kind: 'fits' };
  }
  try {
    const files = await store.tracking.artifactsAt(summary.folderUri, signal);
    const model = await readVizModel(files, summary.modelUri, signal);
    const columns = missingColumns(dataNeeds(model), header);
    return columns.length === 0 ? { kind: 'fits' } : { kind: 'misses', columns };
  } catch (error) {
    if (!MlflowError.is(error) || error.reason === 'cancelled') {
      throw error;
    }
    // Opening it says what is wrong with it.
    return { kind: 'unreadable' };
  }
}

function visualizationChoice({ summary, fit }: Fitted): Choice<Answer> {
  const version = summary.version === undefined ? '' : ` (v${summary.version})`;
  const detail = fitText(fit);
  return {
    label: summary.name,
    description: `${summary.modelUri}${version}`,
    icon: new vscode.ThemeIcon(fit.kind === 'fits' ? 'graph-scatter' : 'warning'),
    value: () => Promise.resolve(summary),
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
