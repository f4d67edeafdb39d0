import { parentPort } from 'node:worker_threads';
import { serveJobs } from '../model/jobMessages.ts';
import { buffersOf } from './buffersOf.ts';
import { dataJobHandlers } from './dataJobHandlers.ts';
import type { DataJobs } from './dataJobs.ts';

if (parentPort === null) {
  throw new Error('dataWorker runs as a worker thread');
}
serveJobs<DataJobs>(parentPort, dataJobHandlers(), buffersOf);
