import { statusIcons } from '../shared/statusIcons.ts';
import { runColor } from '../shared/theme.ts';
import type { LoadedRun } from './rowWindows.ts';

/** How far nested runs are moved in, in pixels; deep ones no further, so that their names can be read. */
const indent = 14;
const deepestIndent = 8;

const twisties = { leaf: '', collapsed: 'codicon-chevron-right', expanded: 'codicon-chevron-down' } as const;

/** Writes the first cell of a row: whether the run is selected, what is nested in it, its state and its name. */
export function fillNameCell(
  cell: HTMLElement,
  run: LoadedRun | undefined,
  { isSelected, isTree }: { readonly isSelected: boolean; readonly isTree: boolean },
): void {
  cell.parentElement?.classList.toggle('context', run?.isContext === true);
  if (run === undefined) {
    cell.textContent = '';
    cell.title = '';
    return;
  }
  const { name, status, level, branch, isContext, isStarred } = run;
  const icon = span(`status codicon ${statusIcons[status]}`);
  icon.style.color = runColor(run.runId);
  icon.setAttribute('role', 'img');
  icon.setAttribute('aria-label', status.toLowerCase());
  const star = span(`star codicon ${isStarred ? 'codicon-star-full' : 'codicon-star-empty'}`);
  star.title = isStarred ? 'Remove the star' : 'Star this run';
  // The row says that it is selected, and its menu has the star.
  const box = hidden(span(`check codicon ${isSelected ? 'codicon-check' : ''}`));
  const twistie = span(`twistie codicon ${twisties[branch]}`);
  twistie.style.marginInlineStart = `${Math.min(level, deepestIndent) * indent}px`;
  cell.replaceChildren(box, ...(isTree ? [hidden(twistie)] : []), icon, name, hidden(star));
  cell.title = `${name} · ${status.toLowerCase()}${isContext ? ' · does not match, but a run nested in it does' : ''}`;
}

function span(className: string): HTMLElement {
  const element = document.createElement('span');
  element.className = className;
  return element;
}

function hidden(element: HTMLElement): HTMLElement {
  element.setAttribute('aria-hidden', 'true');
  return element;
}
