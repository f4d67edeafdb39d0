import { parentPort } from 'node:worker_threads';
import { serveJobs } from '../model/jobMessages.ts';
import type { StoreJobs } from './storeJobs.ts';
import { storeJobHandlers } from './storeJobHandlers.ts';

if (parentPort === null) {
  throw new Error('storeWorker runs as a worker thread');
}
serveJobs<StoreJobs>(parentPort, storeJobHandlers());
