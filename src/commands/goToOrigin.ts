import * as vscode from 'vscode';
import { describeOrigin } from '../host/describeOrigin.ts';
import type { StoreOrigin } from '../host/storeOrigin.ts';
import type { StorePlace } from '../host/storePlaces.ts';
import { localPathOf } from '../host/trackingUris.ts';
import type { CommandParts } from './commandParts.ts';

/** Opens the place where a store is named; asks which when there are several. */
export async function goToOrigin(parts: CommandParts, place: StorePlace): Promise<void> {
  const origin = await chooseOrigin(parts, place);
  switch (origin?.kind) {
    case undefined:
      break;
    case 'setting': {
      const target = origin.level === 'user' ? 'openSettings' : 'openWorkspaceSettings';
      await vscode.commands.executeCommand(`workbench.action.${target}`, { query: 'vizmod.trackingUris' });
      break;
    }
    case 'envFile':
    case 'code': {
      const position = new vscode.Position(origin.line, 0);
      // In a notebook the line counts from its cell.
      const options = origin.cell === undefined ? { selection: new vscode.Range(position, position) } : {};
      await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(origin.file), options);
      break;
    }
    case 'disk':
    case 'sample':
      await vscode.commands.executeCommand('revealInExplorer', vscode.Uri.file(localPathOf(place.uri) ?? ''));
      break;
    case 'environment':
      parts.messages.showInfo(
        vscode.l10n.t('MLFLOW_TRACKING_URI is set in the environment in which VS Code was started.'),
      );
  }
}

async function chooseOrigin({ prompts }: CommandParts, place: StorePlace): Promise<StoreOrigin | undefined> {
  const [first, second] = place.origins;
  if (second === undefined) {
    return first;
  }
  const choices = place.origins.map((origin) => ({ label: describeOrigin(origin), value: origin }));
  return await prompts.pick(choices, { title: place.label, placeholder: vscode.l10n.t('Where it is named') });
}
