import * as vscode from 'vscode';
import type { CommandRegistry } from '../host/commandRegistry.ts';
import type { Choice } from '../host/prompts.ts';
import type { StorePlace } from '../host/storePlaces.ts';
import { localPathOf } from '../host/trackingUris.ts';
import { localStoreOf, type LocalStore } from '../launch/localStore.ts';
import type { MlflowUi, MlflowUiState } from '../launch/mlflowUi.ts';
import type { MlflowUis } from '../launch/mlflowUis.ts';
import { MlflowError } from '../model/mlflowError.ts';
import { mlflowUiLink } from '../model/mlflowUiLink.ts';
import { isStoreReference } from '../model/references.ts';
import type { CommandParts } from './commandParts.ts';
import { chooseStore } from './connectionParts.ts';
import { requireTrust } from './requireWritable.ts';

export interface MlflowUiCommandParts extends CommandParts {
  readonly uis: MlflowUis;
  readonly terminals: {
    start(store: MlflowUi['store'], label: string): Promise<MlflowUi>;
    show(ui: MlflowUi): void;
    dismiss(ui: MlflowUi): void;
  };
  /** The version of the MLflow whose server would change the tables of the store's database; absent when none would. */
  readonly schemaUpgradeBy: (store: MlflowUi['store']) => Promise<string | undefined>;
  /** Opens an address of this machine or another in the person's browser, wherever that runs. */
  readonly openInBrowser: (address: string) => Promise<void>;
}

export function registerMlflowUiCommands(commands: CommandRegistry, parts: MlflowUiCommandParts): void {
  commands.register('vizmod.ui.start', async (node) => await startMlflowUi(parts, node));
  commands.register('vizmod.ui.show', async (node) => await showMlflowUi(parts, node));
}

/** Starts the UI of a store and says when it is ready; one that runs already is shown. */
export async function startMlflowUi(parts: MlflowUiCommandParts, node: unknown): Promise<void> {
  requireTrust(vscode.l10n.t('Starting the MLflow UI'));
  const title = vscode.l10n.t('Start MLflow UI for a Store');
  const place = await chooseStore(parts, node, title, ({ uri }) => localPathOf(uri) !== undefined);
  if (place === undefined) {
    return;
  }
  const running = parts.uis.get(place.uri);
  if (running?.state.kind === 'ready') {
    await openStartPage(parts, running);
    return;
  }
  if (running?.state.kind === 'starting') {
    parts.terminals.show(running);
    return;
  }
  const ui = await launchMlflowUi(parts, place);
  if (ui !== undefined) {
    await tellWhenReady(parts, ui, place);
  }
}

/** The UI of the store; one that has failed or is on its way out makes room for a new one. Absent when the person thinks better of it. */
export async function launchMlflowUi(parts: MlflowUiCommandParts, place: StorePlace): Promise<MlflowUi | undefined> {
  const store = localStoreOf(place);
  if (store === undefined) {
    throw new MlflowError('unsupported', {
      what: vscode.l10n.t('Starting the MLflow UI'),
      detail: vscode.l10n.t('{0} is a server and has its own: use Open in Browser', place.label),
    });
  }
  const running = parts.uis.get(place.uri);
  if (running?.state.kind === 'stopping') {
    await stateAfter(running);
  }
  if (running?.state.kind === 'failed') {
    parts.terminals.dismiss(running);
  }
  return (await maySchemaChange(parts, store)) ? await parts.terminals.start(store, place.label) : undefined;
}

/** MLflow's server brings an older database up to its own schema without asking: we do. */
async function maySchemaChange(
  { prompts, schemaUpgradeBy }: MlflowUiCommandParts,
  store: LocalStore,
): Promise<boolean> {
  const version = await schemaUpgradeBy(store);
  return (
    version === undefined ||
    (await prompts.confirm(
      vscode.l10n.t('Start the MLflow UI and upgrade {0}?', store.path),
      vscode.l10n.t(
        'An older MLflow wrote this database. The server of MLflow {0} changes its tables when it starts, and older versions of MLflow cannot open it afterwards. Copy the file first if somebody still needs it as it is.',
        version,
      ),
      vscode.l10n.t('Start and Upgrade'),
    ))
  );
}

/** The next state that is not on the way to another. */
export async function stateAfter(ui: MlflowUi): Promise<MlflowUiState> {
  if (!isPassing(ui.state)) {
    return ui.state;
  }
  return await new Promise((resolve) => {
    const subscription = ui.onDidChange((state) => {
      if (!isPassing(state)) {
        subscription.dispose();
        resolve(state);
      }
    });
  });
}

function isPassing({ kind }: MlflowUiState): boolean {
  return kind === 'starting' || kind === 'stopping';
}

async function tellWhenReady(parts: MlflowUiCommandParts, ui: MlflowUi, place: StorePlace): Promise<void> {
  const state = await stateAfter(ui);
  if (state.kind === 'failed') {
    throw state.error;
  }
  if (state.kind === 'ready') {
    const message = vscode.l10n.t('The MLflow UI of {0} answers at {1}.', place.label, state.url);
    if (await parts.messages.offer(message, vscode.l10n.t('Open in Browser'))) {
      await openStartPage(parts, ui);
    }
  }
}

async function openStartPage({ uis, openInBrowser }: MlflowUiCommandParts, { store }: MlflowUi): Promise<void> {
  const address = uis.addressOf(store.uri);
  const link = address === undefined ? undefined : mlflowUiLink(address, { storeUri: store.uri });
  if (link !== undefined) {
    await openInBrowser(link);
  }
}

type Action = 'open' | 'copy' | 'terminal' | 'stop' | 'restart' | 'dismiss';

/** What can be done with a UI that was started: behind its item in the status bar, and in the palette. */
export async function showMlflowUi(parts: MlflowUiCommandParts, node: unknown): Promise<void> {
  const ui = await chooseUi(parts, node);
  if (ui === undefined) {
    return;
  }
  const label = parts.stores.place(ui.store.uri)?.label ?? ui.store.path;
  const action = await parts.prompts.pick(actionsOf(ui), {
    title: vscode.l10n.t('MLflow UI of {0}', label),
    placeholder: vscode.l10n.t('What to do?'),
  });
  await act(parts, ui, action);
}

async function act(parts: MlflowUiCommandParts, ui: MlflowUi, action: Action | undefined): Promise<void> {
  switch (action) {
    case 'open':
      return await openStartPage(parts, ui);
    case 'copy':
      return await vscode.env.clipboard.writeText(parts.uis.addressOf(ui.store.uri) ?? '');
    case 'terminal':
      return parts.terminals.show(ui);
    case 'stop':
      return ui.stop();
    case 'restart':
      return await startMlflowUi(parts, { storeUri: ui.store.uri });
    case 'dismiss':
      return parts.terminals.dismiss(ui);
    case undefined:
      return undefined;
  }
}

async function chooseUi({ uis, stores, prompts }: MlflowUiCommandParts, node: unknown): Promise<MlflowUi | undefined> {
  if (isStoreReference(node)) {
    return uis.get(node.storeUri);
  }
  const [first, ...others] = uis.all;
  if (others.length === 0) {
    return first;
  }
  const choices = uis.all.map((ui) => ({ label: stores.place(ui.store.uri)?.label ?? ui.store.path, value: ui }));
  return await prompts.pick(choices, {
    title: vscode.l10n.t('MLflow UI'),
    placeholder: vscode.l10n.t('Of which store?'),
  });
}

function actionsOf({ state }: MlflowUi): readonly Choice<Action>[] {
  const choice = (label: string, icon: string, value: Action): Choice<Action> => {
    return { label, icon: new vscode.ThemeIcon(icon), value };
  };
  const terminal = choice(vscode.l10n.t('Show Terminal'), 'terminal', 'terminal');
  if (state.kind === 'failed') {
    const restart = choice(vscode.l10n.t('Start Again'), 'refresh', 'restart');
    return [terminal, restart, choice(vscode.l10n.t('Dismiss'), 'close', 'dismiss')];
  }
  const stop = choice(vscode.l10n.t('Stop'), 'debug-stop', 'stop');
  if (state.kind !== 'ready') {
    return [terminal, stop];
  }
  const open = { ...choice(vscode.l10n.t('Open in Browser'), 'link-external', 'open'), description: state.url };
  return [open, choice(vscode.l10n.t('Copy Address'), 'copy', 'copy'), terminal, stop];
}
