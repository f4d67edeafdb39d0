import type { VirtualTableSource } from '../../../webview-ui/shared/tableSource.ts';
import { VirtualTable } from '../../../webview-ui/shared/virtualTable.ts';
import { stage, timeToPaint } from './painted.ts';

const columns = 40;

/** Our table, first paint. */
export async function ours(rowCount: number): Promise<number> {
  const parent = stage();
  let table: VirtualTable | undefined;
  const time = await timeToPaint(() => {
    table = new VirtualTable(parent, 'Runs', sourceOf(rowCount));
    table.setColumns(
      Array.from({ length: columns }, (_, index) => ({ title: `metric_${index}`, width: 96, align: 'end' as const })),
    );
  });
  if (parent.querySelectorAll('[role=gridcell]').length < 100) {
    throw new Error('the table was not painted');
  }
  table?.dispose();
  return time;
}

/** The median time between two frames while the table scrolls both ways, and the longest one. */
export async function scrolling(rowCount: number): Promise<{ readonly median: number; readonly longest: number }> {
  const table = new VirtualTable(stage(), 'Runs', sourceOf(rowCount));
  table.setColumns(
    Array.from({ length: columns }, (_, index) => ({ title: `metric_${index}`, width: 96, align: 'end' as const })),
  );
  const frames: number[] = [];
  let last = performance.now();
  for (let frame = 0; frame < 120; frame++) {
    table.element.scrollTop += 777;
    table.element.scrollLeft = (frame * 31) % 2000;
    await new Promise(requestAnimationFrame);
    frames.push(performance.now() - last);
    last = performance.now();
  }
  table.dispose();
  const sorted = frames.toSorted((a, b) => a - b);
  return { median: sorted[60] ?? NaN, longest: sorted.at(-1) ?? NaN };
}

/** A table element with every cell in it, first paint. */
export async function plain(rowCount: number): Promise<number> {
  const parent = stage();
  parent.style.overflow = 'auto';
  return await timeToPaint(() => {
    const rows = Array.from({ length: rowCount }, (_, row) => {
      const cells = Array.from({ length: columns }, (__, column) => `<td>${cellText(row, column)}</td>`);
      return `<tr>${cells.join('')}</tr>`;
    });
    parent.innerHTML = `<table>${rows.join('')}</table>`;
  });
}

function cellText(row: number, column: number): string {
  return (((row * 16_807 + column * 48_271) % 1_000_003) / 1_000_003).toPrecision(4);
}

function sourceOf(rowCount: number): VirtualTableSource {
  return {
    rowCount,
    fillCell: (cell, row, column) => {
      cell.textContent = cellText(row, column);
    },
    isSelected: () => false,
    toggle: () => undefined,
    sort: () => undefined,
    activate: () => undefined,
    show: () => undefined,
  };
}
