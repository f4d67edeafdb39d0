import * as vscode from 'vscode';
import type { CommandRegistry } from '../host/commandRegistry.ts';
import { addConnection, replaceConnection } from '../host/connectionSettings.ts';
import { originsText } from '../host/describeStore.ts';
import { placeContext } from '../host/placeContext.ts';
import type { Choice } from '../host/prompts.ts';
import { readServerAddress } from '../host/serverAddress.ts';
import type { Credentials } from '../host/serverCredentials.ts';
import type { SettingOrigin, SettingsLevel } from '../host/storeOrigin.ts';
import { isInside, type StorePlace } from '../host/storePlaces.ts';
import { localPathOf, resolveTrackingUri, serverOriginOf, settingsEntry } from '../host/trackingUris.ts';
import { addressProblem, askForConnection } from './askForConnection.ts';
import { chooseStore, type ConnectionCommandParts } from './connectionParts.ts';
import { goToOrigin } from './goToOrigin.ts';
import { testConnection } from './testConnection.ts';

export function registerConnectionCommands(commands: CommandRegistry, parts: ConnectionCommandParts): void {
  commands.register('vizmod.connection.add', async () => await add(parts));
  commands.register('vizmod.connection.edit', async (node) => await edit(parts, node));
  commands.register('vizmod.connection.remove', async (node) => await remove(parts, node));
  commands.register('vizmod.connection.goToOrigin', async (node) => {
    const place = await chooseStore(parts, node, vscode.l10n.t('Go to Where the Store Is Named'));
    if (place !== undefined) {
      await goToOrigin(parts, place);
    }
  });
}

export async function add(parts: ConnectionCommandParts): Promise<void> {
  const title = vscode.l10n.t('Add Connection');
  const asked = await askForConnection(parts, title);
  const connection = asked && (await testConnection(parts, asked, title));
  const level = connection && (await askForLevel(parts, connection.uri, title));
  if (connection === undefined || level === undefined) {
    return;
  }
  const { uri, credentials, answer } = connection;
  if (credentials !== undefined) {
    await parts.credentials.set(uri, credentials);
  }
  await addConnection(settingsEntry(uri, level === 'workspace' ? folderAround(uri) : undefined), level);
  await parts.stores.collect();
  parts.messages.showInfo(answer);
}

export async function edit(parts: ConnectionCommandParts, node: unknown): Promise<void> {
  const title = vscode.l10n.t('Edit Connection');
  const place = await chooseStore(parts, node, title);
  const origin = place && (await settingOf(parts, place));
  const typed = origin && (await askForEntry(parts, origin, title));
  const connection = typed && (await testConnection(parts, typed, title));
  if (place === undefined || origin === undefined || typed === undefined || connection === undefined) {
    return;
  }
  const wasActive = parts.stores.active?.uri === place.uri;
  if (connection.credentials !== undefined) {
    await parts.credentials.set(connection.uri, connection.credentials);
  }
  await replaceConnection(origin, typed.entry);
  await parts.stores.collect();
  if (connection.uri === place.uri) {
    // Another login, maybe: what failed with the old one is tried again.
    parts.refreshViews();
  }
  if (wasActive) {
    await parts.stores.setActive(connection.uri);
  }
  parts.messages.showInfo(connection.answer);
}

export async function remove(parts: ConnectionCommandParts, node: unknown): Promise<void> {
  const place = await chooseStore(parts, node, vscode.l10n.t('Remove Connection'));
  if (place === undefined || (await settingOf(parts, place)) === undefined) {
    return;
  }
  for (const origin of settingsOf(place)) {
    await replaceConnection(origin, undefined);
  }
  await parts.stores.collect();
  const left = parts.stores.place(place.uri);
  if (left !== undefined && left.origins.length > 0) {
    await offerOrigin(parts, left, vscode.l10n.t('{0} is still shown: {1}.', place.label, originsText(left)));
    return;
  }
  const server = serverOriginOf(place.uri);
  if (server !== undefined && !parts.stores.places.some(({ uri }) => serverOriginOf(uri) === server)) {
    await parts.credentials.forget(server);
  }
  parts.messages.showInfo(
    vscode.l10n.t('{0} was removed from the settings. The store itself is as it was.', place.label),
  );
}

function settingsOf({ origins }: StorePlace): readonly SettingOrigin[] {
  return origins.filter((origin) => origin.kind === 'setting');
}

/** The entry behind the store. What was found elsewhere cannot be changed here: then the way there is offered. */
async function settingOf(parts: ConnectionCommandParts, place: StorePlace): Promise<SettingOrigin | undefined> {
  const [origin] = settingsOf(place);
  if (origin === undefined) {
    const message = vscode.l10n.t('{0} is not from the settings, but: {1}.', place.label, originsText(place));
    await offerOrigin(parts, place, message);
  }
  return origin;
}

async function offerOrigin(parts: ConnectionCommandParts, place: StorePlace, message: string): Promise<void> {
  if (await parts.messages.offer(message, vscode.l10n.t('Go There'))) {
    await goToOrigin(parts, place);
  }
}

/** The folder of the workspace's settings, if the store lies in it: a path from there is right on every machine. */
function folderAround(uri: string): string | undefined {
  const path = localPathOf(uri);
  const [folder, ...others] = placeContext().folders;
  return path !== undefined && folder !== undefined && others.length === 0 && isInside(path, folder.path)
    ? folder.path
    : undefined;
}

async function askForLevel(
  { prompts }: ConnectionCommandParts,
  uri: string,
  title: string,
): Promise<SettingsLevel | undefined> {
  const { folders, isTrusted } = placeContext();
  if (folders.length === 0 || !isTrusted) {
    return 'user';
  }
  const user: Choice<SettingsLevel> = {
    label: vscode.l10n.t('User Settings'),
    detail: vscode.l10n.t('Shown in every window'),
    value: 'user',
  };
  const workspace: Choice<SettingsLevel> = {
    label: vscode.l10n.t('Workspace Settings'),
    detail: vscode.l10n.t('Shown to everyone who opens this workspace'),
    value: 'workspace',
  };
  const choices = folderAround(uri) === undefined ? [user, workspace] : [workspace, user];
  return await prompts.pick(choices, { title, placeholder: vscode.l10n.t('Where to keep the connection') });
}

async function askForEntry(
  { prompts }: ConnectionCommandParts,
  { entry, folder }: SettingOrigin,
  title: string,
): Promise<
  { readonly entry: string; readonly uri: string; readonly credentials?: Credentials | undefined } | undefined
> {
  // Credentials that somebody wrote into the settings move to secret storage with the edit.
  const read = readServerAddress(entry);
  const before = typeof read === 'string' ? undefined : read;
  const text = await prompts.input({
    title,
    prompt: vscode.l10n.t('A folder, a database file, or the address of a tracking server'),
    value: before?.url ?? entry,
    validate: (typed) => (/^https?:/i.test(typed) || typed.trim() === '' ? addressProblem(typed) : undefined),
  });
  if (text === undefined) {
    return undefined;
  }
  const address = readServerAddress(text);
  if (typeof address === 'string') {
    const base = folder === undefined ? (placeContext().folders[0]?.path ?? '') : vscode.Uri.parse(folder).fsPath;
    return { entry: text.trim(), uri: resolveTrackingUri(text, base).uri };
  }
  const isSameServer = before !== undefined && serverOriginOf(address.url) === serverOriginOf(before.url);
  const credentials = address.credentials ?? (isSameServer ? before.credentials : undefined);
  return { entry: address.url, uri: address.url, credentials };
}
