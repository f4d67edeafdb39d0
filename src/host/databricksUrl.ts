import * as vscode from 'vscode';
import { MlflowError } from '../model/mlflowError.ts';
import type { StoreEnvironment } from '../store/storeEnvironment.ts';
import { parseTrackingUri } from '../store/trackingUri.ts';

/** The web address of the workspace behind a Databricks URI, without a slash at the end. @throws MlflowError unsupported, notFound */
export async function databricksUrl(uri: string, environment: StoreEnvironment): Promise<string> {
  const target = parseTrackingUri(uri, '.');
  if (target.kind !== 'databricks') {
    throw new MlflowError('unsupported', { what: vscode.l10n.t('Opening {0} in a browser', uri) });
  }
  const { readDatabricksWorkspace } = await import('../store/rest/databricksWorkspace.ts');
  return (await readDatabricksWorkspace(target.profile, environment)).url;
}
