import type { DataTable } from '../model/dataTable.ts';
import { columnsOfFilter, matchingRows, parseColumnFilter } from '../search/columnFilter.ts';
import type { ByteSource } from './byteChunks.ts';
import { readDataHeader, readDataTable } from './readDataTable.ts';
import { selectRows } from './selectRows.ts';
import type { TableRequest } from './tableRequest.ts';

export interface FilteredRequest extends TableRequest {
  /** A filter of the rows, as `parseColumnFilter` reads it; blank or absent: all rows. */
  readonly rows?: string | undefined;
}

/**
 * As {@link readDataTable}, of the rows that a filter holds for. The filter may be about columns that are not asked for; those are read,
 * but not handed on.
 * @throws MlflowError invalidFilter, and as {@link readDataTable}
 */
export function readFilteredTable(source: ByteSource, { rows = '', ...request }: FilteredRequest): DataTable {
  if (rows.trim() === '') {
    return readDataTable(source, request);
  }
  const { columns: wanted, isCancelled } = request;
  const filtering = columnsOfFilter(rows, readDataHeader(source, { isCancelled }));
  const columns = wanted && [...new Set([...wanted, ...filtering])];
  const table = readDataTable(source, { ...request, columns });
  const filter = parseColumnFilter(rows, knownColumns(table));
  const { columns: read, ...rest } = selectRows(table, matchingRows(filter, table));
  return { ...rest, columns: wanted === undefined ? read : read.filter(({ name }) => wanted.includes(name)) };
}

/** Those that were not read are not named by the filter; a mistake is told with all names there are. */
function knownColumns({ header, columns }: DataTable) {
  const types = new Map(columns.map(({ name, type }) => [name, type]));
  return header.map((name) => ({ name, type: types.get(name) ?? 'text' }));
}
