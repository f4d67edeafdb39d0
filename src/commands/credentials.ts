import * as vscode from 'vscode';
import type { CommandRegistry } from '../host/commandRegistry.ts';
import { serverOriginOf } from '../host/trackingUris.ts';
import { askForCredentials } from './askForCredentials.ts';
import { chooseStore, type ConnectionCommandParts } from './connectionParts.ts';

export function registerCredentialCommands(commands: CommandRegistry, parts: ConnectionCommandParts): void {
  commands.register('vizmod.connection.setCredentials', async (nodeOrUri) => await setCredentials(parts, nodeOrUri));
  commands.register('vizmod.connection.forgetCredentials', async (node) => await forgetCredentials(parts, node));
}

/** Keeps a login for a server, and reads from the server again. */
export async function setCredentials(parts: ConnectionCommandParts, nodeOrUri: unknown): Promise<void> {
  const title = vscode.l10n.t('Set Credentials');
  const server = await chooseServer(parts, nodeOrUri, title);
  if (server === undefined) {
    return;
  }
  const credentials = await askForCredentials(parts.prompts, `${title} · ${server}`);
  if (credentials === undefined || credentials === 'none') {
    return;
  }
  await parts.credentials.set(server, credentials);
  await readAnew(parts);
}

export async function forgetCredentials(parts: ConnectionCommandParts, node: unknown): Promise<void> {
  const server = await chooseServer(parts, node, vscode.l10n.t('Forget Credentials'));
  if (server === undefined) {
    return;
  }
  if ((await parts.credentials.get(server)) === undefined) {
    parts.messages.showInfo(vscode.l10n.t('No credentials are kept for {0}.', server));
    return;
  }
  await parts.credentials.forget(server);
  await readAnew(parts);
  parts.messages.showInfo(vscode.l10n.t('The credentials for {0} are forgotten.', server));
}

async function chooseServer(
  parts: ConnectionCommandParts,
  nodeOrUri: unknown,
  title: string,
): Promise<string | undefined> {
  const uri =
    typeof nodeOrUri === 'string'
      ? nodeOrUri
      : (await chooseStore(parts, nodeOrUri, title, (place) => serverOriginOf(place.uri) !== undefined))?.uri;
  return uri === undefined ? undefined : serverOriginOf(uri);
}

async function readAnew({ stores, refreshViews }: ConnectionCommandParts): Promise<void> {
  await stores.refresh();
  refreshViews();
}
