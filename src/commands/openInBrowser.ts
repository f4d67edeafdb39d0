import * as vscode from 'vscode';
import type { CommandRegistry } from '../host/commandRegistry.ts';
import type { StorePlace } from '../host/storePlaces.ts';
import { localPathOf } from '../host/trackingUris.ts';
import { MlflowError } from '../model/mlflowError.ts';
import { databricksUiLink, mlflowUiLink } from '../model/mlflowUiLink.ts';
import { isStoreReference, type StoreReference } from '../model/references.ts';
import { launchMlflowUi, stateAfter, type MlflowUiCommandParts } from './mlflowUi.ts';
import { requireTrust } from './requireWritable.ts';

export interface OpenInBrowserParts extends MlflowUiCommandParts {
  /** The web address of the workspace behind a Databricks URI, without a slash at the end. */
  readonly databricksUrl: (uri: string) => Promise<string>;
}

/** Commands that lead from a thing to its page in MLflow's own UI. */
export function registerOpenInBrowserCommands(commands: CommandRegistry, parts: OpenInBrowserParts): void {
  commands.register('vizmod.item.openInBrowser', async (node) => await openItemInBrowser(parts, node));
  commands.register('vizmod.item.copyLink', async (node) => {
    const link = await linkOf(parts, node);
    if (link !== undefined) {
      await vscode.env.clipboard.writeText(link);
      vscode.window.setStatusBarMessage(vscode.l10n.t('Copied {0}', link), 3000);
    }
  });
}

export async function openItemInBrowser(parts: OpenInBrowserParts, node: unknown): Promise<void> {
  const link = await linkOf(parts, node);
  if (link !== undefined) {
    await parts.openInBrowser(link);
  }
}

/** Absent when the person does not want a server to be started for it. Without a thing: the start page of the active store. */
async function linkOf(parts: OpenInBrowserParts, node: unknown): Promise<string | undefined> {
  await parts.stores.ready();
  const { active } = parts.stores;
  const thing = isStoreReference(node) ? node : active && { storeUri: active.uri };
  if (thing === undefined) {
    throw new MlflowError('notFound', { what: vscode.l10n.t('An MLflow store') });
  }
  const place = parts.stores.place(thing.storeUri);
  if (place !== undefined && localPathOf(place.uri) !== undefined) {
    const server = await startedServerOf(parts, place);
    return server === undefined ? undefined : mlflowUiLink(server, thing);
  }
  return await linkOfServer(parts, thing);
}

/** The UI that was started for a store on this machine; if there is none, one is offered. */
async function startedServerOf(parts: OpenInBrowserParts, place: StorePlace): Promise<string | undefined> {
  const started = parts.uis.get(place.uri);
  const isUsable = started !== undefined && ['starting', 'ready'].includes(started.state.kind);
  if (!isUsable && !(await offerStart(parts, place.label))) {
    return undefined;
  }
  const ui = isUsable ? started : await launchMlflowUi(parts, place);
  if (ui === undefined) {
    return undefined;
  }
  const state = await parts.prompts.progress(vscode.l10n.t('Waiting for the MLflow UI…'), async (_report, signal) => {
    return await Promise.race([stateAfter(ui), aborted(signal)]);
  });
  if (state?.kind === 'failed') {
    throw state.error;
  }
  return state?.kind === 'ready' ? state.url : undefined;
}

async function offerStart({ prompts }: MlflowUiCommandParts, label: string): Promise<boolean> {
  requireTrust(vscode.l10n.t('Starting the MLflow UI'));
  return await prompts.confirm(
    vscode.l10n.t('Start the MLflow UI for {0}?', label),
    vscode.l10n.t(
      'Pages open in the browser only where a server shows them. MLflow’s own server is started for this store on a free port of this machine; it may take half a minute to answer, and ends with this window.',
    ),
    vscode.l10n.t('Start'),
  );
}

async function linkOfServer(
  { stores, databricksUrl }: OpenInBrowserParts,
  thing: StoreReference,
): Promise<string | undefined> {
  const { tracking } = await stores.open(thing.storeUri);
  return /^https?:/i.test(tracking.uri)
    ? mlflowUiLink(tracking.uri, thing)
    : databricksUiLink(await databricksUrl(tracking.uri), thing);
}

async function aborted(signal: AbortSignal): Promise<undefined> {
  return await new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
}
