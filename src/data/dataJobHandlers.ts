import type { JobHandlers } from '../util/jobs.ts';
import { fileSource, textSource, type ByteSource } from './byteChunks.ts';
import type { DataJobs, DataSource } from './dataJobs.ts';
import { readDataHeader, readDataTable } from './readDataTable.ts';

export function dataJobHandlers(): JobHandlers<DataJobs> {
  return {
    readTable: ({ source, columns }, { isCancelled }) => readDataTable(bytesOf(source), { columns, isCancelled }),
    readHeader: ({ source }, { isCancelled }) => ({ header: readDataHeader(bytesOf(source), { isCancelled }) }),
  };
}

function bytesOf(source: DataSource): ByteSource {
  return source.kind === 'text' ? textSource(source.text, source.what) : fileSource(source.path);
}
