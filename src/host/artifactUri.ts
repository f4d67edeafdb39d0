import * as vscode from 'vscode';
import { artifactScheme } from '../contributions.ts';
import type { ArtifactReference } from '../model/references.ts';

/** An artifact as an address that editors can open. The path is the artifact's own, so that tabs, icons and languages follow it. */
export function artifactUri({ storeUri, experimentId, runId, artifactPath }: ArtifactReference): vscode.Uri {
  const query = new URLSearchParams({ store: storeUri, experiment: experimentId, run: runId });
  return vscode.Uri.from({ scheme: artifactScheme, path: `/${artifactPath}`, query: query.toString() });
}

/** What an address made by {@link artifactUri} names; absent for any other. */
export function parseArtifactUri(uri: vscode.Uri): Omit<ArtifactReference, 'isDirectory'> | undefined {
  const query = new URLSearchParams(uri.query);
  const [storeUri, experimentId, runId] = [query.get('store'), query.get('experiment'), query.get('run')];
  if (uri.scheme !== artifactScheme || storeUri === null || experimentId === null || runId === null) {
    return undefined;
  }
  return { storeUri, experimentId, runId, artifactPath: uri.path.replace(/^\//, '') };
}
