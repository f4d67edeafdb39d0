import type { ComponentChild } from 'preact';
import type { BoundVisualization } from '../../src/protocol/visualizationPanel.ts';
import { cellReader } from '../../src/vizmod/dataCells.ts';
import { lineOfRow } from '../../src/model/dataTable.ts';

/** Enough to see what the chart was given; the whole data is in the editor. */
const maxRows = 200;

/** The rows behind the chart, in the columns that it reads. */
export function DataRows({
  bound: { table, fields, rowCount },
}: {
  readonly bound: BoundVisualization;
}): ComponentChild {
  const names = new Set(fields.map(([name]) => name));
  const columns = table.columns.filter((column) => names.has(column.name));
  const cells = columns.map(cellReader);
  const rows = Array.from({ length: Math.min(table.rowCount, maxRows) }, (_, row) => row);
  return (
    <div class="data-rows" tabIndex={0}>
      <table>
        <caption>{`${rows.length.toLocaleString('en')} of ${rowCount.toLocaleString('en')} rows`}</caption>
        <thead>
          <tr>
            <th scope="col">Line</th>
            {columns.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row}>
              <th scope="row">{lineOfRow(table, row)}</th>
              {cells.map((cell, index) => (
                <td key={columns[index]?.name} class={columns[index] && 'values' in columns[index] ? 'number' : ''}>
                  {cell.text(row) ?? ''}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
