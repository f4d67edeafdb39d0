import * as vscode from 'vscode';
import type { ReportLine } from '../model/diagnosis/report.ts';
import { describeError } from '../model/describeError.ts';
import { MlflowError } from '../model/mlflowError.ts';
import type { ProxySettings } from '../store/rest/diagnoseProxy.ts';
import type { ServerStep } from '../store/rest/diagnoseServer.ts';
import type { StoreEnvironment } from '../store/storeEnvironment.ts';
import { parseTrackingUri, type TrackingTarget } from '../store/trackingUri.ts';

export interface DiagnoseStoreOptions {
  readonly signal: AbortSignal;
  readonly onStep: (step: ServerStep) => void;
}

/** Milliseconds for one step: a server that needs longer for its smallest answer is worth a line in the report. */
const stepTimeout = 20_000;

/** Looks at a store and says what was found, line by line. @throws MlflowError cancelled */
export async function diagnoseStore(
  uri: string,
  environment: StoreEnvironment,
  options: DiagnoseStoreOptions,
): Promise<readonly ReportLine[]> {
  const target = targetOf(uri);
  if (MlflowError.is(target)) {
    const { detail = '' } = target.details;
    return [{ title: vscode.l10n.t('Address'), verdict: 'problem', finding: `${uri}: ${detail}` }];
  }
  switch (target.kind) {
    case 'file':
    case 'sqlite':
      return await diagnoseLocally(target, environment, options.signal);
    case 'rest':
      return await diagnoseRemotely(target.url, environment, options);
    case 'databricks':
      return await diagnoseDatabricks(target.profile, environment, options);
  }
}

async function diagnoseDatabricks(
  profile: string | undefined,
  environment: StoreEnvironment,
  options: DiagnoseStoreOptions,
): Promise<readonly ReportLine[]> {
  const title = vscode.l10n.t('Databricks workspace');
  const { readDatabricksWorkspace } = await import('../store/rest/databricksWorkspace.ts');
  const { databricksHeaders } = await import('../store/rest/openDatabricksStore.ts');
  try {
    const workspace = await readDatabricksWorkspace(profile, environment);
    const serverHeaders = databricksHeaders(workspace, profile, environment);
    const lines = await diagnoseRemotely(workspace.url, { ...environment, serverHeaders }, options);
    return [{ title, verdict: 'ok', finding: workspace.url }, ...lines];
  } catch (error) {
    if (MlflowError.is(error) && error.reason !== 'cancelled') {
      return [{ title, verdict: 'problem', finding: describeError(error, vscode.l10n) }];
    }
    throw error;
  }
}

function targetOf(uri: string): TrackingTarget | MlflowError {
  try {
    return parseTrackingUri(uri, '.');
  } catch (error) {
    if (MlflowError.is(error)) {
      return error;
    }
    throw error;
  }
}

async function diagnoseLocally(
  target: Extract<TrackingTarget, { kind: 'file' | 'sqlite' }>,
  environment: StoreEnvironment,
  signal: AbortSignal,
): Promise<readonly ReportLine[]> {
  const { diagnoseLocalStore } = await import('../store/diagnoseLocalStore.ts');
  const { describeLocalStoreFacts } = await import('../model/diagnosis/describeLocalStoreFacts.ts');
  return describeLocalStoreFacts(await diagnoseLocalStore(target, environment, signal), vscode.l10n);
}

async function diagnoseRemotely(
  url: string,
  environment: StoreEnvironment,
  options: DiagnoseStoreOptions,
): Promise<readonly ReportLine[]> {
  const { diagnoseServer } = await import('../store/rest/diagnoseServer.ts');
  const { describeServerFacts } = await import('../model/diagnosis/describeServerFacts.ts');
  // A refused login is a line of the report here, and not told otherwise.
  const quiet = { ...environment, fetch: globalThis.fetch };
  const parts = { proxySettings: proxySettings(), timeout: stepTimeout, ...options };
  return describeServerFacts(await diagnoseServer(url, quiet, parts), Date.now(), vscode.l10n);
}

function proxySettings(): ProxySettings {
  const settings = vscode.workspace.getConfiguration('http');
  const proxy = settings.get<unknown>('proxy');
  const noProxy = settings.get<unknown>('noProxy');
  return {
    proxy: typeof proxy === 'string' ? proxy : undefined,
    noProxy: Array.isArray(noProxy) ? noProxy.filter((entry) => typeof entry === 'string') : undefined,
  };
}
