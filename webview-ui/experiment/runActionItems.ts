import type { RunAction } from '../../src/protocol/experimentPanel.ts';
import type { ExperimentPage } from './experimentPage.ts';
import type { MenuItem } from './popupMenu.tsx';

interface Entry {
  readonly action: RunAction;
  readonly label: string;
  readonly icon: string;
}

const star: Entry = { action: 'star', label: 'Star', icon: 'star-empty' };
const unstar: Entry = { action: 'unstar', label: 'Remove star', icon: 'star-full' };
const hide: Entry = { action: 'hide', label: 'Hide', icon: 'eye-closed' };
const unhide: Entry = { action: 'unhide', label: 'Show again', icon: 'eye' };
const setTag: Entry = { action: 'setTag', label: 'Set tag…', icon: 'tag' };
const end: Entry = { action: 'end', label: 'End as…', icon: 'debug-stop' };
const trash: Entry = { action: 'delete', label: 'Delete', icon: 'trash' };
const restore: Entry = { action: 'restore', label: 'Restore', icon: 'discard' };

/** What can be done to runs of the view that is shown. */
export function runActionItems(
  page: ExperimentPage,
  runIds: readonly string[],
  areStarred: boolean,
): readonly MenuItem[] {
  const entries = {
    all: [areStarred ? unstar : star, hide, setTag, end, trash],
    starred: [unstar, hide, setTag, end, trash],
    hidden: [unhide, setTag, end, trash],
    deleted: [restore],
  }[page.ui.value.runs];
  return entries.map(({ action, label, icon }) => ({ label, icon, run: () => page.act(action, runIds) }));
}
