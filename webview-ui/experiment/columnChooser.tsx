import { useSignal } from '@preact/signals';
import type { ComponentChild } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { columnId } from '../../src/protocol/runColumn.ts';
import { Button, Checkbox, IconButton, TextField } from '../shared/controls.ts';
import { withColumn, withColumns } from './columnArrangement.ts';
import { columnFolders, columnsBelow, type ColumnFolder } from './columnFolders.ts';
import { columnTitle } from './columnText.ts';
import type { ExperimentPage } from './experimentPage.ts';

/** A button that opens the list of all columns, by kind and searchable. */
export function ColumnChooser({ page }: { readonly page: ExperimentPage }): ComponentChild {
  const isOpen = useSignal(false);
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const closeOutside = (event: PointerEvent): void => {
      if (event.target instanceof Node && root.current?.contains(event.target) === false) {
        isOpen.value = false;
      }
    };
    window.addEventListener('pointerdown', closeOutside);
    return () => window.removeEventListener('pointerdown', closeOutside);
  }, [isOpen]);
  const close = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && isOpen.value) {
      isOpen.value = false;
      root.current?.querySelector('button')?.focus();
      event.stopPropagation();
    }
  };
  return (
    <div class="chooser" ref={root} onKeyDown={close}>
      <IconButton
        icon="list-selection"
        label="Choose columns"
        text="Columns"
        expanded={isOpen.value}
        onClick={() => (isOpen.value = !isOpen.value)}
      />
      {isOpen.value && <ColumnList page={page} />}
    </div>
  );
}

/** Rows of a folder that are shown before the person asks for more: nobody reads ten thousand. */
const shownColumns = 100;

function ColumnList({ page }: { readonly page: ExperimentPage }): ComponentChild {
  const wanted = useSignal('');
  const folders = columnFolders(page.catalog.value, wanted.value);
  return (
    <div class="popup" role="dialog" aria-label="Columns">
      <TextField
        value={wanted.value}
        label="Search columns"
        placeholder="Search columns"
        icon="search"
        onInput={(text) => (wanted.value = text)}
      />
      <div class="list">
        {folders.map((folder) => (
          <fieldset key={folder.id}>
            <legend>
              {folder.title} <FolderTools page={page} folder={folder} />
            </legend>
            <FolderContent page={page} folder={folder} isSearched={wanted.value !== ''} />
          </fieldset>
        ))}
        {folders.length === 0 && <p class="none">No column has “{wanted.value}” in its name.</p>}
      </div>
      <Button onClick={() => page.setColumns(undefined)}>Back to what differs</Button>
    </div>
  );
}

interface FolderProps {
  readonly page: ExperimentPage;
  readonly folder: ColumnFolder;
}

function FolderContent({ page, folder, isSearched }: FolderProps & { readonly isSearched: boolean }): ComponentChild {
  const isWhole = useSignal(false);
  const shown = new Set(page.columns.value.map(columnId));
  const columns = isWhole.value ? folder.columns : folder.columns.slice(0, shownColumns);
  const rest = folder.columns.length - columns.length;
  return (
    <>
      {folder.folders.map((inner) => (
        <InnerFolder key={inner.id} page={page} folder={inner} isSearched={isSearched} />
      ))}
      {columns.map((column) => (
        <Checkbox
          key={columnId(column)}
          checked={shown.has(columnId(column))}
          onChange={(checked) => page.setColumns(withColumn(page.columns.value, column, checked))}
        >
          {columnTitle(column)}
        </Checkbox>
      ))}
      {rest > 0 && (
        <button type="button" class="link more" onClick={() => (isWhole.value = true)}>
          {`Show ${rest.toLocaleString()} more`}
        </button>
      )}
    </>
  );
}

/** Columns whose keys begin alike; what is in it is drawn once it is open. */
function InnerFolder(props: FolderProps & { readonly isSearched: boolean }): ComponentChild {
  const { page, folder, isSearched } = props;
  const wasOpened = useSignal(false);
  const isOpen = wasOpened.value || isSearched;
  return (
    <div class="folder">
      <div class="folder-head">
        <button type="button" class="fold" aria-expanded={isOpen} onClick={() => (wasOpened.value = !wasOpened.value)}>
          <span class={`codicon codicon-chevron-${isOpen ? 'down' : 'right'}`} aria-hidden="true" />
          {folder.title}
        </button>
        <FolderTools page={page} folder={folder} />
      </div>
      {isOpen && (
        <div class="inner">
          <FolderContent {...props} />
        </div>
      )}
    </div>
  );
}

/** How many columns there are below a folder, and what shows or hides them all. */
function FolderTools({ page, folder }: FolderProps): ComponentChild {
  const columns = columnsBelow(folder);
  const shown = new Set(page.columns.value.map(columnId));
  const areAllShown = columns.every((column) => shown.has(columnId(column)));
  return (
    <>
      <span class="amount">{columns.length.toLocaleString()}</span>
      <button
        type="button"
        class="link"
        aria-label={areAllShown ? `Hide all of ${folder.title}` : `Show all of ${folder.title}`}
        onClick={() => page.setColumns(withColumns(page.columns.value, columns, !areAllShown))}
      >
        {areAllShown ? 'None' : 'All'}
      </button>
    </>
  );
}
