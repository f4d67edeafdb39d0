import type { ComponentChild } from 'preact';
import { IconButton } from '../shared/controls.ts';
import type { ExperimentPage } from './experimentPage.ts';
import { runActionItems } from './runActionItems.ts';

/** What can be done to the selected runs. */
export function SelectionBar({ page }: { readonly page: ExperimentPage }): ComponentChild {
  const { selection } = page.ui.value;
  if (selection.length === 0) {
    return null;
  }
  return (
    <div class="selection-bar" role="toolbar" aria-label="Selected runs">
      {runActionItems(page, selection, false).map(({ label, icon = '', run }) => (
        <IconButton
          key={label}
          icon={icon}
          label={`${label.replace('…', '')}: selected runs`}
          text={label}
          onClick={run}
        />
      ))}
      <span class="spring" />
      <IconButton icon="close" label="Clear the selection" onClick={() => page.setSelection([])} />
    </div>
  );
}
