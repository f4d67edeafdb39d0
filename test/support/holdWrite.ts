import { DatabaseSync } from 'node:sqlite';

/** A process that has written a part of a transaction into the database of its argument, says so, and then waits to be killed. */
const database = new DatabaseSync(String(process.argv[2]));
database.exec('PRAGMA cache_size = 1; BEGIN; UPDATE metrics SET value = value + 1');
process.stdout.write('writing\n');
setInterval(() => database.isOpen, 60_000);
