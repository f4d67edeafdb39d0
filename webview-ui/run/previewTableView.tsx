import type { ComponentChild } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { PreviewTable } from '../../src/protocol/runPanel.ts';
import type { VirtualTableColumn } from '../shared/tableLayout.ts';
import type { VirtualTableSource } from '../shared/tableSource.ts';
import { VirtualTable } from '../shared/virtualTable.ts';

interface PreviewTableViewProps {
  readonly table: PreviewTable;
  readonly label: string;
  readonly onCopy: (text: string) => void;
}

/** The first rows of a table, and honestly how many there are. */
export function PreviewTableView({ table, label, onCopy }: PreviewTableViewProps): ComponentChild {
  const parent = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (parent.current === null) {
      return undefined;
    }
    const shown = new VirtualTable(parent.current, label, new PreviewRows(table, onCopy));
    shown.setColumns(tableColumns(table));
    shown.refresh();
    return () => shown.dispose();
  }, [table]);
  const { rows, rowCount } = table;
  const count = rowCount.toLocaleString('en');
  return (
    <>
      <p class="quiet extent">
        {rows.length < rowCount ? `First ${rows.length.toLocaleString('en')} of ${count} rows` : `${count} rows`}
      </p>
      <div class="preview-table" ref={parent} />
    </>
  );
}

/** Enough rows to tell how wide a column's values are. */
const measuredRows = 100;
const [leastWidth, greatestWidth, letterWidth, padding] = [56, 320, 8, 24];

function tableColumns({ columns, rows }: PreviewTable): readonly VirtualTableColumn[] {
  return columns.map(({ name, isNumber }, place) => {
    const longest = rows
      .slice(0, measuredRows)
      .reduce((length, row) => Math.max(length, row[place]?.length ?? 0), name.length);
    const width = Math.max(leastWidth, Math.min(greatestWidth, longest * letterWidth + padding));
    return { title: name, description: name, width, align: isNumber ? 'end' : 'start' };
  });
}

class PreviewRows implements VirtualTableSource {
  readonly #table: PreviewTable;
  readonly #onCopy: (text: string) => void;

  constructor(table: PreviewTable, onCopy: (text: string) => void) {
    this.#table = table;
    this.#onCopy = onCopy;
  }

  get rowCount(): number {
    return this.#table.rows.length;
  }

  fillCell(cell: HTMLElement, row: number, column: number): void {
    const text = this.#table.rows[row]?.[column] ?? '';
    cell.textContent = text;
    cell.title = text;
  }

  copy(row: number): void {
    this.#onCopy((this.#table.rows[row] ?? []).join('\t'));
  }

  isSelected(): boolean {
    return false;
  }

  toggle(): void {
    // Nothing can be selected: it is a look, not a tool.
  }

  sort(): void {
    // Only the first rows are here: an order of them would be taken for one of all.
  }

  activate(): void {
    // A row leads nowhere.
  }

  show(): void {
    // All rows that there are to show are here.
  }
}
