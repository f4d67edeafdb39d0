import * as vscode from 'vscode';
import type { CommandRegistry } from '../host/commandRegistry.ts';
import { originsText } from '../host/describeStore.ts';
import type { DiagnoseStoreOptions } from '../host/diagnoseStore.ts';
import type { StorePlace } from '../host/storePlaces.ts';
import { serverOriginOf } from '../host/trackingUris.ts';
import { formatReport, type ReportLine } from '../model/diagnosis/report.ts';
import type { ServerStep } from '../store/rest/diagnoseServer.ts';
import type { CommandParts } from './commandParts.ts';
import { chooseStore } from './connectionParts.ts';
import { requireTrust } from './requireWritable.ts';

export interface DiagnoseCommandParts extends CommandParts {
  readonly diagnose: (uri: string, options: DiagnoseStoreOptions) => Promise<readonly ReportLine[]>;
  /** Of the extension. */
  readonly version: string;
}

export function registerDiagnoseCommands(commands: CommandRegistry, parts: DiagnoseCommandParts): void {
  commands.register('vizmod.store.diagnose', async (nodeOrAddress) => {
    const content = await diagnosisOf(parts, nodeOrAddress);
    if (content !== undefined) {
      const document = await vscode.workspace.openTextDocument({ language: 'markdown', content });
      await vscode.window.showTextDocument(document, { preview: false });
    }
  });
}

/**
 * The report about a store: of a node, of the server that an address belongs to, or one that the person picks. Absent when they
 * changed their mind.
 */
export async function diagnosisOf(parts: DiagnoseCommandParts, nodeOrAddress: unknown): Promise<string | undefined> {
  const title = vscode.l10n.t('Diagnose Connection');
  const place =
    typeof nodeOrAddress === 'string'
      ? await placeOfAddress(parts, nodeOrAddress)
      : await chooseStore(parts, nodeOrAddress, title);
  if (place === undefined) {
    return undefined;
  }
  if (place.isHeldBack) {
    requireTrust(vscode.l10n.t('Contacting a server that this workspace names'));
  }
  const progressTitle = vscode.l10n.t('Diagnosing {0}…', place.label);
  const lines = await parts.prompts.progress(progressTitle, async (report, signal) => {
    return await parts.diagnose(place.uri, { signal, onStep: (step) => report(stepText(step)) });
  });
  const tools = [`Vizmod ${parts.version}`, `VS Code ${vscode.version}`, `Node ${process.versions.node}`];
  const header = { name: place.label, time: Date.now(), tools };
  return formatReport(header, [addressLine(place), ...lines], vscode.l10n);
}

/** Messages name the address of a call; the store is the one with the longest address that it begins with. */
async function placeOfAddress({ stores }: CommandParts, address: string): Promise<StorePlace | undefined> {
  await stores.ready();
  const origin = serverOriginOf(address);
  const ofServer = stores.places.filter(({ uri }) => origin !== undefined && serverOriginOf(uri) === origin);
  const exact = ofServer.filter(({ uri }) => address.startsWith(uri)).sort((a, b) => b.uri.length - a.uri.length);
  return exact[0] ?? ofServer[0];
}

function addressLine(place: StorePlace): ReportLine {
  const origins = originsText(place);
  const finding = origins === '' ? place.uri : vscode.l10n.t('{0}, from: {1}', place.uri, origins);
  return { title: vscode.l10n.t('Address'), verdict: 'ok', finding };
}

function stepText(step: ServerStep): string {
  switch (step) {
    case 'name':
      return vscode.l10n.t('looking up the name');
    case 'connection':
      return vscode.l10n.t('connecting');
    case 'answer':
      return vscode.l10n.t('waiting for an answer');
    case 'capabilities':
      return vscode.l10n.t('asking what the server knows');
    case 'latency':
      return vscode.l10n.t('measuring');
  }
}
