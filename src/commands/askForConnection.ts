import * as vscode from 'vscode';
import type { ProbedConnection } from '../host/probeConnection.ts';
import type { Choice } from '../host/prompts.ts';
import { readServerAddress, type AddressProblem } from '../host/serverAddress.ts';
import { trackingUriOf } from '../host/trackingUris.ts';
import { askForCredentials } from './askForCredentials.ts';
import type { ConnectionCommandParts } from './connectionParts.ts';

type ConnectionKind = 'folder' | 'database' | 'server' | 'databricks';

type AskingParts = Pick<ConnectionCommandParts, 'prompts' | 'databricksProfiles'>;

/** Asks which store, and for a server with which login. */
export async function askForConnection(parts: AskingParts, title: string): Promise<ProbedConnection | undefined> {
  const kind = await parts.prompts.pick<ConnectionKind>(kindChoices(), {
    title,
    placeholder: vscode.l10n.t('Kind of store'),
  });
  switch (kind) {
    case undefined:
      return undefined;
    case 'folder':
    case 'database':
      return await askForFile(parts, title, kind);
    case 'server':
      return await askForServer(parts, title);
    case 'databricks':
      return await askForProfile(parts, title);
  }
}

export function addressProblem(text: string): string | undefined {
  const address = readServerAddress(text);
  return typeof address === 'string' ? problemSentence(address) : undefined;
}

function problemSentence(problem: AddressProblem): string {
  switch (problem) {
    case 'empty':
      return vscode.l10n.t('Type the address of the server.');
    case 'scheme':
      return vscode.l10n.t('Start with http:// or https://.');
    case 'host':
      return vscode.l10n.t('Go on with the name of the server, and its port if it has one.');
  }
}

function kindChoices(): readonly Choice<ConnectionKind>[] {
  return [
    {
      label: vscode.l10n.t('Folder'),
      detail: vscode.l10n.t('An mlruns folder, wherever it lies'),
      icon: new vscode.ThemeIcon('folder'),
      value: 'folder',
    },
    {
      label: vscode.l10n.t('Database file'),
      detail: vscode.l10n.t('An SQLite database that MLflow writes, usually mlflow.db'),
      icon: new vscode.ThemeIcon('database'),
      value: 'database',
    },
    {
      label: vscode.l10n.t('Tracking server'),
      detail: vscode.l10n.t('An address that starts with http:// or https://'),
      icon: new vscode.ThemeIcon('server'),
      value: 'server',
    },
    {
      label: vscode.l10n.t('Databricks profile'),
      detail: vscode.l10n.t('A workspace that the Databricks configuration file names'),
      icon: new vscode.ThemeIcon('cloud'),
      value: 'databricks',
    },
  ];
}

async function askForFile(
  { prompts }: AskingParts,
  title: string,
  kind: 'folder' | 'database',
): Promise<ProbedConnection | undefined> {
  const isFolder = kind === 'folder';
  const files = await prompts.files({
    title,
    action: isFolder ? vscode.l10n.t('Add Folder') : vscode.l10n.t('Add Database'),
    selects: isFolder ? 'folder' : 'file',
    ...(isFolder ? {} : { filters: { SQLite: ['db', 'sqlite', 'sqlite3'], [vscode.l10n.t('All files')]: ['*'] } }),
  });
  const path = files?.[0]?.fsPath;
  return path === undefined ? undefined : { uri: trackingUriOf({ kind, path }) };
}

async function askForServer({ prompts }: AskingParts, title: string): Promise<ProbedConnection | undefined> {
  const text = await prompts.input({
    title,
    prompt: vscode.l10n.t('The address of the tracking server, as you open it in a browser'),
    placeholder: 'http://127.0.0.1:5000',
    validate: addressProblem,
  });
  const address = text === undefined ? undefined : readServerAddress(text);
  if (address === undefined || typeof address === 'string') {
    return undefined;
  }
  if (address.credentials !== undefined) {
    return { uri: address.url, credentials: address.credentials };
  }
  const credentials = await askForCredentials(prompts, title, { isOptional: true });
  return credentials === undefined
    ? undefined
    : { uri: address.url, ...(credentials === 'none' ? {} : { credentials }) };
}

/** The profile DEFAULT needs no name. */
function databricksUri(profile: string): string {
  return profile === 'DEFAULT' ? 'databricks' : `databricks://${profile}`;
}

async function askForProfile(
  { prompts, databricksProfiles }: AskingParts,
  title: string,
): Promise<ProbedConnection | undefined> {
  const profiles = await databricksProfiles();
  if (profiles.length === 0) {
    const typed = await prompts.input({
      title,
      prompt: vscode.l10n.t('No profile was found in the Databricks configuration file. Name of the profile'),
      value: 'DEFAULT',
      validate: (text) => (text.trim() === '' ? vscode.l10n.t('Type the name of the profile.') : undefined),
    });
    return typed === undefined ? undefined : { uri: databricksUri(typed.trim()) };
  }
  const choices = profiles.map((profile) => ({ label: profile, value: profile }));
  const picked = await prompts.pick(choices, { title, placeholder: vscode.l10n.t('Databricks profile') });
  return picked === undefined ? undefined : { uri: databricksUri(picked) };
}
