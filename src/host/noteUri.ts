import * as vscode from 'vscode';
import { noteScheme } from '../contributions.ts';
import { isModelVersionReference, isRegisteredModelReference, isRunReference } from '../model/references.ts';
import type { Noted } from '../store/notes.ts';

/** A note as an address that editors can open and save. @param name what the tab says */
export function noteUri(reference: Noted, name: string): vscode.Uri {
  const query = new URLSearchParams({ store: reference.storeUri, ...fieldsOf(reference) });
  // A slash would make folders of a name.
  const path = `/${name.replaceAll(/[/\\]/g, '_')}.md`;
  return vscode.Uri.from({ scheme: noteScheme, path, query: query.toString() });
}

/** What an address made by {@link noteUri} names; absent for any other. */
export function parseNoteUri(uri: vscode.Uri): Noted | undefined {
  const query = new URLSearchParams(uri.query);
  const storeUri = query.get('store');
  if (uri.scheme !== noteScheme || storeUri === null) {
    return undefined;
  }
  const [modelName, version] = [query.get('model'), query.get('version')];
  if (modelName !== null) {
    return version === null ? { storeUri, modelName } : { storeUri, modelName, version };
  }
  const [experimentId, runId] = [query.get('experiment'), query.get('run')];
  if (experimentId === null) {
    return undefined;
  }
  return runId === null ? { storeUri, experimentId } : { storeUri, experimentId, runId };
}

function fieldsOf(reference: Noted): Readonly<Record<string, string>> {
  if (isModelVersionReference(reference)) {
    return { model: reference.modelName, version: reference.version };
  }
  if (isRegisteredModelReference(reference)) {
    return { model: reference.modelName };
  }
  return isRunReference(reference)
    ? { experiment: reference.experimentId, run: reference.runId }
    : { experiment: reference.experimentId };
}
