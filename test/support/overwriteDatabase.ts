import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';

/**
 * A thread that rewrites much of a database in transactions, one after the other, until it is told to stop; some are taken back after
 * part of them is in the file. Told "once", it does one transaction.
 */
const { file } = workerData as { readonly file: string };
const database = new DatabaseSync(file);
// With a cache of some pages, a transaction writes to the file before it ends.
database.exec('PRAGMA cache_size = 4; PRAGMA synchronous = OFF; PRAGMA busy_timeout = 5000');

let isStopped = false;
parentPort?.on('message', () => {
  isStopped = true;
});

function writeOnce(round: number): void {
  database.exec(`BEGIN IMMEDIATE; UPDATE metrics SET value = ${round}; UPDATE params SET value = 'round ${round}'`);
  database.exec(round % 3 === 0 ? 'ROLLBACK' : 'COMMIT');
}

function go(round: number): void {
  if (isStopped) {
    database.close();
    parentPort?.postMessage(round);
    parentPort?.close();
  } else {
    writeOnce(round);
    // Writers rest: without that nobody could read a whole state without locks.
    setTimeout(go, round % 10, round + 1);
  }
}

go(1);
