import * as vscode from 'vscode';
import type { Noted } from '../store/notes.ts';
import type { CommandParts } from './commandParts.ts';
import { pickActiveExperiment } from './pickExperiment.ts';
import { chooseVersion, pickModelName, referenceTo } from './pickModel.ts';
import { pickRun } from './pickRun.ts';
import { openActiveStore } from './pickStore.ts';
import { requireTrust, requireWritable } from './requireWritable.ts';
import { isNoted, selected } from './selection.ts';

type Kind = 'run' | 'experiment' | 'registeredModel' | 'modelVersion';

/**
 * The experiments, runs, registered models and versions that a command was run on, all in stores that take writes. From the palette
 * it asks for one; none: the person changed their mind.
 */
export async function chooseWritableItems(
  parts: CommandParts,
  node: unknown,
  nodes: unknown,
  title: string,
): Promise<readonly Noted[]> {
  requireTrust(title);
  const chosen = selected(node, nodes, isNoted);
  if (chosen.length === 0) {
    await requireWritable(await openActiveStore(parts), title);
  }
  const items = chosen.length > 0 ? chosen : [await pickItem(parts, title)].filter((item) => item !== undefined);
  for (const storeUri of new Set(items.map((item) => item.storeUri))) {
    await requireWritable(await parts.stores.open(storeUri), title);
  }
  return items;
}

async function pickItem(parts: CommandParts, title: string): Promise<Noted | undefined> {
  const kind = await parts.prompts.pick<Kind>(
    [
      { label: vscode.l10n.t('Run'), icon: new vscode.ThemeIcon('circle-filled'), value: 'run' },
      { label: vscode.l10n.t('Experiment'), icon: new vscode.ThemeIcon('beaker'), value: 'experiment' },
      { label: vscode.l10n.t('Registered model'), icon: new vscode.ThemeIcon('library'), value: 'registeredModel' },
      { label: vscode.l10n.t('Model version'), icon: new vscode.ThemeIcon('package'), value: 'modelVersion' },
    ],
    { title, placeholder: vscode.l10n.t('What it is about') },
  );
  switch (kind) {
    case undefined:
      return undefined;
    case 'run':
      return await pickRun(parts, title);
    case 'experiment':
      return await pickActiveExperiment(parts, title);
    case 'registeredModel':
    case 'modelVersion':
      return await pickRegistered(parts, kind, title);
  }
}

async function pickRegistered(
  parts: CommandParts,
  kind: 'registeredModel' | 'modelVersion',
  title: string,
): Promise<Noted | undefined> {
  const store = await openActiveStore(parts);
  const storeUri = parts.stores.place(store.uri)?.uri ?? store.uri;
  if (kind === 'registeredModel') {
    const modelName = await pickModelName(parts.prompts, store, title);
    return modelName === undefined ? undefined : { storeUri, modelName };
  }
  const chosen = await chooseVersion(parts, undefined, title);
  return chosen && referenceTo(parts, chosen);
}
