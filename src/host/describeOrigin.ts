import * as vscode from 'vscode';
import type { StoreOrigin } from './storeOrigin.ts';

/** Where a store was named, in as few words as beside its name in a tree or list. */
export function describeOrigin(origin: StoreOrigin): string {
  switch (origin.kind) {
    case 'disk':
      return vscode.l10n.t('found on disk');
    case 'environment':
      return 'MLFLOW_TRACKING_URI';
    case 'sample':
      return vscode.l10n.t('sample');
    case 'setting':
      return origin.level === 'user' ? vscode.l10n.t('user settings') : vscode.l10n.t('workspace settings');
    case 'envFile':
      return vscode.workspace.asRelativePath(origin.file);
    case 'code': {
      const file = vscode.workspace.asRelativePath(origin.file);
      return origin.cell === undefined
        ? `${file}:${origin.line + 1}`
        : vscode.l10n.t('{0}, cell {1}', file, origin.cell + 1);
    }
  }
}
