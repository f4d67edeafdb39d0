import { useSignal } from '@preact/signals';
import type { ComponentChild } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { attributeColumnKeys, type RunColumn } from '../../src/protocol/experimentPanel.ts';
import { Button, Checkbox, IconButton, TextField } from '../shared/controls.ts';
import { columnTitle } from './columnText.ts';
import type { ExperimentPage } from './experimentPage.ts';
import { columnId } from './pageUi.ts';

interface Group {
  readonly title: string;
  readonly columns: readonly RunColumn[];
}

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

function ColumnList({ page }: { readonly page: ExperimentPage }): ComponentChild {
  const wanted = useSignal('');
  const shown = new Set(page.columns.value.map(columnId));
  const groups = columnGroups(page, wanted.value.toLowerCase());
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
        {groups.map(({ title, columns }) => (
          <fieldset key={title}>
            <legend>
              {title} <span class="amount">{columns.length}</span>
              <button
                type="button"
                class="link"
                onClick={() => page.setColumns(withGroup(page.columns.value, columns, shown))}
              >
                {columns.every((column) => shown.has(columnId(column))) ? 'None' : 'All'}
              </button>
            </legend>
            {columns.map((column) => (
              <Checkbox
                key={columnId(column)}
                checked={shown.has(columnId(column))}
                onChange={(checked) => page.setColumns(withColumn(page.columns.value, column, checked))}
              >
                {columnTitle(column)}
              </Checkbox>
            ))}
          </fieldset>
        ))}
        {groups.length === 0 && <p class="none">No column has “{wanted.value}” in its name.</p>}
      </div>
      <Button onClick={() => page.setColumns(undefined)}>Back to what differs</Button>
    </div>
  );
}

function columnGroups(page: ExperimentPage, wanted: string): Group[] {
  const { metrics, params, tags } = page.catalog.value;
  const groups: Group[] = [
    { title: 'Run', columns: attributeColumnKeys.map((key) => ({ kind: 'attribute', key })) },
    { title: 'Metrics', columns: metrics.map((key) => ({ kind: 'metric', key })) },
    { title: 'Params', columns: params.map((key) => ({ kind: 'param', key })) },
    { title: 'Tags', columns: tags.map((key) => ({ kind: 'tag', key })) },
  ];
  const matching = groups.map(({ title, columns }) => ({
    title,
    columns: columns.filter((column) => columnTitle(column).toLowerCase().includes(wanted)),
  }));
  return matching.filter(({ columns }) => columns.length > 0);
}

/** Adds the column behind the last one of its kind, or takes it out. */
export function withColumn(columns: readonly RunColumn[], column: RunColumn, isShown: boolean): readonly RunColumn[] {
  const others = columns.filter((other) => columnId(other) !== columnId(column));
  if (!isShown) {
    return others;
  }
  const last = others.findLastIndex(({ kind }) => kind === column.kind);
  return others.toSpliced(last < 0 ? others.length : last + 1, 0, column);
}

function withGroup(
  columns: readonly RunColumn[],
  group: readonly RunColumn[],
  shown: ReadonlySet<string>,
): readonly RunColumn[] {
  const isAll = group.every((column) => shown.has(columnId(column)));
  return group.reduce((kept, column) => withColumn(kept, column, !isAll), columns);
}
