import { buffersOf } from '../data/buffersOf.ts';
import type { DataJobs } from '../data/dataJobs.ts';
import type { DataTable } from '../model/dataTable.ts';
import type { BoundVisualization, ViewRequest } from '../protocol/visualizationPanel.ts';
import type { JobRunner } from '../util/jobs.ts';
import { bindData, boundDataName } from '../vizmod/bindData.ts';
import { countCompleteRows } from '../vizmod/dataCells.ts';
import type { SpecFields } from '../vizmod/specFields.ts';
import type { VizModel } from '../vizmod/vizModel.ts';
import { firstRows } from './firstRows.ts';

/** Fewer rows than this Vega takes as they are, at once. */
export const minReducedRows = 20_000;

/** More marks than this are not drawn: Vega would take many seconds. The page says how many of how many rows it shows. */
export const maxDrawnRows = 200_000;

/** What the page lists of rows that it does not draw one by one. */
const maxListedRows = 200;

export interface ChartOnTable {
  readonly model: VizModel;
  readonly fields: SpecFields;
  readonly table: DataTable;
}

/**
 * A chart bound to a table. Of many rows the reader filters, bins and aggregates what the chart would, where that comes out the
 * same, and the outcome takes the place of the rows; else the rows go to the page, as many as can be drawn.
 * A table of more rows than can be drawn is given away: its columns are not to be read afterwards.
 * @throws MlflowError cancelled
 */
export async function boundChart(
  { model, fields, table }: ChartOnTable,
  reader: JobRunner<DataJobs>,
  { timeZone, needsRows }: ViewRequest,
  signal: AbortSignal | undefined,
): Promise<BoundVisualization> {
  const chart = {
    language: model.language,
    spec: bindData(model, table),
    dataName: boundDataName,
    fields: [...fields],
  };
  const { rowCount: matchingRows } = table;
  const counts = { matchingRows, rowCount: table.allRows ?? matchingRows };
  const drawn = firstRows(table, maxDrawnRows);
  if (matchingRows >= minReducedRows && needsRows !== true) {
    const transfer = drawn === table ? [] : buffersOf(table);
    const reduced = await reader.run('reduceChart', { ...chart, table, timeZone }, { signal, transfer });
    if (reduced !== undefined && isWorthIt(reduced.data.sets, matchingRows)) {
      const { completeRows, ...rows } = reduced;
      return { ...chart, table: firstRows(drawn, maxListedRows), completeRows, ...counts, reduced: rows };
    }
  }
  return { ...chart, table: drawn, completeRows: countCompleteRows(drawn, fields), ...counts };
}

/** Rows are better to have than a few less of them: their lines in the file are known. */
function isWorthIt(sets: readonly { readonly rowCount: number }[], rowCount: number): boolean {
  const sent = sets.reduce((sum, set) => sum + set.rowCount, 0);
  return sent <= maxDrawnRows && (sent <= rowCount / 2 || rowCount > maxDrawnRows);
}
