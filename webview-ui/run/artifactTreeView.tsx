import { useSignal } from '@preact/signals';
import type { ComponentChild } from 'preact';
import { describeError } from '../../src/model/describeError.ts';
import type { ArtifactItem } from '../../src/protocol/runPanel.ts';
import { english } from '../../src/util/l10n.ts';
import type { ArtifactRow } from './artifactTree.ts';
import { fileIcon } from './fileIcon.ts';
import { formatSize } from './formatSize.ts';
import type { RunPage } from './runPage.ts';

type ArtifactLine = Extract<ArtifactRow, { readonly kind: 'artifact' }>;

/** The files as an ARIA tree: arrows move and open, Enter and a click show. */
export function ArtifactTreeView({ page }: { readonly page: RunPage }): ComponentChild {
  const focused = useSignal<string | undefined>(undefined);
  const rows = page.tree.rows.value;
  const lines = rows.filter((row): row is ArtifactLine => row.kind === 'artifact');
  const current = focused.value ?? page.artifact.value?.path ?? lines[0]?.item.path;
  const focus = (tree: HTMLElement, line: ArtifactLine | undefined): void => {
    if (line !== undefined) {
      focused.value = line.item.path;
      tree.querySelector<HTMLElement>(`[data-path=${CSS.escape(line.item.path)}]`)?.focus();
    }
  };
  const pressed = (event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void => {
    const path = event.target instanceof HTMLElement ? event.target.dataset['path'] : undefined;
    const place = lines.findIndex(({ item }) => item.path === path);
    const line = lines[place];
    const target = keyTarget(event.key, lines, place);
    if (target !== undefined) {
      focus(event.currentTarget, target);
    } else if (line !== undefined && isToggle(event.key, line)) {
      void page.tree.toggle(line.item.path);
    } else if (line !== undefined && (event.key === 'Enter' || event.key === ' ')) {
      choose(page, line.item);
    } else {
      return;
    }
    event.preventDefault();
  };
  return (
    <div class="artifact-tree" role="tree" aria-label="Artifacts" onKeyDown={pressed}>
      {rows.map((row) =>
        row.kind === 'artifact' ? (
          <Line
            key={row.item.path}
            line={row}
            isSelected={page.artifact.value?.path === row.item.path}
            isCurrent={row.item.path === current}
            onChoose={() => {
              focused.value = row.item.path;
              choose(page, row.item);
            }}
          />
        ) : (
          <p key={`${row.kind} ${row.of}`} class={row.kind === 'failed' ? 'refusal' : 'nothing'}>
            {row.kind === 'failed' ? describeError(row.error, english) : 'Reading…'}
          </p>
        ),
      )}
    </div>
  );
}

function choose(page: RunPage, item: ArtifactItem): void {
  if (item.isDirectory) {
    void page.tree.toggle(item.path);
  }
  page.showArtifact(item);
}

function keyTarget(key: string, lines: readonly ArtifactLine[], place: number): ArtifactLine | undefined {
  const line = lines[place];
  switch (key) {
    case 'ArrowDown':
      return lines[place + 1];
    case 'ArrowUp':
      return lines[place - 1];
    case 'Home':
      return lines[0];
    case 'End':
      return lines.at(-1);
    case 'ArrowRight':
      return line?.isOpen === true ? lines[place + 1] : undefined;
    case 'ArrowLeft':
      return line?.isOpen === true
        ? undefined
        : lines.slice(0, place).findLast(({ level }) => level < (line?.level ?? 0));
    default:
      return undefined;
  }
}

function isToggle(key: string, { item, isOpen }: ArtifactLine): boolean {
  return item.isDirectory && ((key === 'ArrowRight' && !isOpen) || (key === 'ArrowLeft' && isOpen));
}

interface LineProps {
  readonly line: ArtifactLine;
  readonly isSelected: boolean;
  /** Whether the Tab key comes here. */
  readonly isCurrent: boolean;
  readonly onChoose: () => void;
}

function Line({ line: { item, level, isOpen }, isSelected, isCurrent, onChoose }: LineProps): ComponentChild {
  const name = item.path.split('/').at(-1) ?? item.path;
  return (
    <div
      class="line"
      role="treeitem"
      aria-level={level}
      aria-selected={isSelected}
      aria-expanded={item.isDirectory ? isOpen : undefined}
      tabIndex={isCurrent ? 0 : -1}
      data-path={item.path}
      title={item.path}
      style={{ paddingInlineStart: `${(level - 1) * 12 + 6}px` }}
      onClick={onChoose}
    >
      <span
        class={`twistie codicon ${item.isDirectory ? `codicon-chevron-${isOpen ? 'down' : 'right'}` : ''}`}
        aria-hidden="true"
      />
      <span class={`codicon codicon-${fileIcon(item, isOpen)}`} aria-hidden="true" />
      <span class="name">{name}</span>
      <span class="size">{formatSize(item.size)}</span>
    </div>
  );
}
