import * as vscode from 'vscode';
import { describeReadOnly } from '../host/describeStore.ts';
import { MlflowError } from '../model/mlflowError.ts';
import type { MlflowStore } from '../store/mlflowStore.ts';

/** Says that something needs trust before anything is asked. `what` names the action. */
export function requireTrust(what: string): void {
  if (!vscode.workspace.isTrusted) {
    throw new MlflowError('untrusted', { what });
  }
}

/** Says that a store takes no writes before anything is asked. */
export async function requireWritable(store: MlflowStore, what: string): Promise<void> {
  requireTrust(what);
  const reason = await store.tracking.readOnlyReason();
  if (reason === 'untrusted') {
    throw new MlflowError('untrusted', { what });
  }
  if (reason !== undefined) {
    throw new MlflowError('readOnly', { what: store.uri, detail: describeReadOnly(reason) });
  }
}
