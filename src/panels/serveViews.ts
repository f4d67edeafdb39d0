import * as vscode from 'vscode';
import type { Prompts } from '../host/prompts.ts';
import type { UserMessages } from '../host/userMessages.ts';
import { experimentPanel } from '../protocol/experimentPanel.ts';
import type { Rpc } from '../protocol/rpc.ts';
import type { SavedView } from '../protocol/savedView.ts';
import type { Disposable } from '../util/events.ts';
import type { SavedViewsFile } from './savedViewsFile.ts';

interface ViewParts {
  readonly prompts: Prompts;
  readonly messages: UserMessages;
}

/** Lets a page read, keep and delete views, and tells it when they change. */
export function serveViews(rpc: Rpc, file: SavedViewsFile, parts: ViewParts): Disposable {
  rpc.handle(experimentPanel.views, async () => await file.read());
  rpc.handle(experimentPanel.saveView, async ({ name: known, ...view }) => {
    const name = known ?? (await askForName(parts.prompts, await namesOf(file)));
    const isSaved = name !== undefined && (await attempt(parts, async () => await file.save({ ...view, name })));
    return isSaved ? name : undefined;
  });
  rpc.on(experimentPanel.deleteView, ({ name }) => void attempt(parts, async () => await file.delete(name)));
  rpc.on(experimentPanel.showViews, () => void attempt(parts, async () => await file.show()));
  return file.onDidChange(() => {
    void file.read().then((views) => rpc.notify(experimentPanel.viewsChanged, views));
  });
}

async function namesOf(file: SavedViewsFile): Promise<readonly SavedView['name'][]> {
  return (await file.read()).views.map(({ name }) => name);
}

async function askForName(prompts: Prompts, taken: readonly string[]): Promise<string | undefined> {
  const typed = await prompts.input({
    title: vscode.l10n.t('Save View'),
    prompt: vscode.l10n.t('Name of the view'),
    validate: (text) => {
      if (text.trim() === '') {
        return vscode.l10n.t('A name is needed');
      }
      return taken.includes(text.trim()) ? vscode.l10n.t('There is a view of this name') : undefined;
    },
  });
  return typed?.trim();
}

/** @returns whether it went well; what did not is told */
async function attempt({ messages }: ViewParts, work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    messages.showError(error);
    return false;
  }
}
