import * as vscode from 'vscode';
import { versionScheme } from '../contributions.ts';
import type { ModelVersionReference } from '../model/references.ts';

/** A version as an address of a text that says what is in it. */
export function versionUri({ storeUri, modelName, version }: ModelVersionReference): vscode.Uri {
  const query = new URLSearchParams({ store: storeUri, model: modelName, version });
  return vscode.Uri.from({
    scheme: versionScheme,
    path: `/${modelName} v${version}.yaml`,
    query: query.toString(),
  });
}

/** What an address made by {@link versionUri} names; empty texts for any other. */
export function parseVersionUri(uri: vscode.Uri): ModelVersionReference {
  const query = new URLSearchParams(uri.query);
  const text = (name: string): string => query.get(name) ?? '';
  return { storeUri: text('store'), modelName: text('model'), version: text('version') };
}
