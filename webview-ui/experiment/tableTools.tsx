import { useSignal } from '@preact/signals';
import type { ComponentChild } from 'preact';
import { useRef } from 'preact/hooks';
import {
  exportTargets,
  type ExportFormat,
  type ExportTarget,
  type RunView,
} from '../../src/protocol/experimentPanel.ts';
import { IconButton } from '../shared/controls.ts';
import type { ExperimentPage } from './experimentPage.ts';
import { PopupMenu, type MenuItem } from './popupMenu.tsx';
import { savedViewItems } from './savedViewItems.ts';

interface PageProps {
  readonly page: ExperimentPage;
}

/** What decides how the table is shown: which runs, nested or not, all columns or only those that differ; and what takes it elsewhere. */
export function TableTools({ page }: PageProps): ComponentChild {
  const { runs, isNested, isExpanded, onlyDiffers } = page.ui.value;
  return (
    <div class="table-tools" role="toolbar" aria-label="Table">
      <MenuButton
        icon="bookmark"
        label="Saved views"
        text={page.views.find(page.ui.value.viewName)?.name}
        items={() => savedViewItems(page)}
      />
      <MenuButton
        icon="filter"
        label="Runs that are shown"
        text={runs === 'all' ? undefined : viewNames[runs]}
        items={() => viewItems(page)}
      />
      {page.hasNestedRuns.value && (
        <IconButton
          icon="list-tree"
          label="Show nested runs below their parents"
          pressed={isNested}
          onClick={() => page.setQuery({ isNested: !isNested })}
        />
      )}
      {page.hasNestedRuns.value && isNested && (
        <IconButton
          icon={isExpanded ? 'collapse-all' : 'expand-all'}
          label={isExpanded ? 'Fold all nested runs' : 'Unfold all nested runs'}
          onClick={() => page.setQuery({ isExpanded: !isExpanded, toggled: [] })}
        />
      )}
      <IconButton
        icon="diff"
        label="Show only columns in which the matching runs differ"
        text="Differing"
        pressed={onlyDiffers}
        onClick={() => page.update({ onlyDiffers: !onlyDiffers })}
      />
      <MenuButton icon="export" label="Export the matching runs" items={() => exportItems(page)} />
    </div>
  );
}

interface MenuButtonProps {
  readonly icon: string;
  readonly label: string;
  readonly text?: string | undefined;
  readonly items: () => readonly (MenuItem | undefined)[];
}

/** A button with a menu below it. */
function MenuButton({ icon, label, text, items }: MenuButtonProps): ComponentChild {
  const isOpen = useSignal(false);
  const root = useRef<HTMLSpanElement>(null);
  const box = root.current?.getBoundingClientRect();
  const close = (): void => {
    isOpen.value = false;
    root.current?.querySelector('button')?.focus();
  };
  return (
    <span ref={root}>
      <IconButton
        icon={icon}
        label={label}
        {...(text !== undefined && { text })}
        expanded={isOpen.value}
        onClick={() => (isOpen.value = !isOpen.value)}
      />
      {isOpen.value && (
        <PopupMenu label={label} items={items()} x={box?.left ?? 0} y={box?.bottom ?? 0} onClose={close} />
      )}
    </span>
  );
}

const viewNames: Readonly<Record<RunView, string>> = {
  all: 'All runs',
  starred: 'Starred',
  hidden: 'Hidden',
  deleted: 'Deleted',
};

function viewItems(page: ExperimentPage): readonly MenuItem[] {
  const { starred = 0, hidden = 0, deleted = 0 } = page.state.value?.counts ?? {};
  const item = (runs: RunView, count: number | undefined): MenuItem => ({
    label: count === undefined ? viewNames[runs] : `${viewNames[runs]} (${count.toLocaleString()})`,
    checked: page.ui.value.runs === runs,
    run: () => page.setQuery({ runs }),
  });
  return [item('all', undefined), item('starred', starred), item('hidden', hidden), item('deleted', deleted)];
}

const formatNames: readonly (readonly [ExportFormat, string])[] = [
  ['csv', 'CSV'],
  ['tsv', 'TSV'],
  ['json', 'JSON'],
  ['markdown', 'Markdown'],
  ['latex', 'LaTeX'],
];

const targetNames: Readonly<Record<ExportTarget, readonly [text: string, icon: string]>> = {
  file: ['to a file…', 'save'],
  clipboard: ['to the clipboard', 'copy'],
  editor: ['in an editor', 'file'],
};

function exportItems(page: ExperimentPage): readonly (MenuItem | undefined)[] {
  return exportTargets.flatMap((target, index) => [
    ...(index > 0 ? [undefined] : []),
    ...formatNames.map(([format, name]): MenuItem => {
      const [text, icon] = targetNames[target];
      return { label: `${name} ${text}`, icon, run: () => page.exportRuns(format, target) };
    }),
  ]);
}
