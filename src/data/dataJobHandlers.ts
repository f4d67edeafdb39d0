import type { JobHandlers } from '../util/jobs.ts';
import { fileSource, textSource, type ByteSource } from './byteChunks.ts';
import type { DataJobs, DataSource } from './dataJobs.ts';
import { reduceChart } from './pushdown/reduceChart.ts';
import { readColumnTypes, readDataHeader } from './readDataTable.ts';
import { readFilteredTable } from './readFilteredTable.ts';

export function dataJobHandlers(): JobHandlers<DataJobs> {
  return {
    readTable: ({ source, columns, rows }, { isCancelled, report }) =>
      readFilteredTable(bytesOf(source), { columns, rows, isCancelled, onProgress: (progress) => report(progress) }),
    reduceChart: async (chart) => await reduceChart(chart),
    readColumnTypes: ({ source }, { isCancelled }) => readColumnTypes(bytesOf(source), { isCancelled }),
    readHeader: ({ source }, { isCancelled }) => ({ header: readDataHeader(bytesOf(source), { isCancelled }) }),
  };
}

function bytesOf(source: DataSource): ByteSource {
  return source.kind === 'text' ? textSource(source.text, source.what) : fileSource(source.path);
}
