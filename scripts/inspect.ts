// Prints what a store holds, or what a search in it answers, as JSON.
//   node scripts/inspect.ts dump --store URI
//   node scripts/inspect.ts search --store URI [--filter F] [--order-by O]... [--view active|deleted|all]
import { parseArgs } from 'node:util';
import { describeError } from '../src/model/describeError.ts';
import { MlflowError } from '../src/model/mlflowError.ts';
import { viewTypes } from '../src/model/run.ts';
import { toWireError } from '../src/model/wireError.ts';
import type { MlflowStore } from '../src/store/mlflowStore.ts';
import { openStore } from '../src/store/openStore.ts';
import { english } from '../src/util/l10n.ts';
import { dumpStore } from './inspect/dumpStore.ts';
import { searchStore } from './inspect/searchStore.ts';
import { scriptStoreEnvironment } from './lib/storeEnvironment.ts';

const usage = `npm run inspect -- dump --store URI
npm run inspect -- search --store URI [--filter F] [--order-by O]... [--view active|deleted|all]`;

interface Inspection {
  readonly uri: string;
  readonly ask: (store: MlflowStore) => Promise<unknown>;
}

async function inspect({ uri, ask }: Inspection): Promise<unknown> {
  const store = await openStore(uri, scriptStoreEnvironment());
  try {
    return await ask(store);
  } finally {
    store.dispose();
  }
}

function parse(args: readonly string[]): Inspection {
  const { positionals, values } = parseFlags(args);
  const { store: uri, filter, 'order-by': orderBy, view = 'active' } = values;
  const knownView = viewTypes.find((type) => type === view);
  const isForSearch = filter !== undefined || orderBy !== undefined || values.view !== undefined;
  const [command, ...rest] = positionals;
  if (uri === undefined || knownView === undefined || rest.length > 0) {
    throw usageError();
  }
  if (command === 'dump' && !isForSearch) {
    return { uri, ask: dumpStore };
  }
  if (command === 'search') {
    const search = { filter: filter ?? '', orderBy: orderBy ?? [], view: knownView };
    return { uri, ask: async (store) => await searchStore(store, search) };
  }
  throw usageError();
}

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        store: { type: 'string' },
        filter: { type: 'string' },
        'order-by': { type: 'string', multiple: true },
        view: { type: 'string' },
      },
    });
  } catch (cause) {
    throw usageError(cause);
  }
}

function usageError(cause?: unknown): MlflowError {
  return new MlflowError('invalidValue', { what: 'The command line', detail: usage }, { cause });
}

try {
  console.log(JSON.stringify(await inspect(parse(process.argv.slice(2))), null, 1));
} catch (error) {
  const { reason, details } = toWireError(error);
  const { position } = details;
  console.log(JSON.stringify({ error: { reason, message: describeError(error, english), position } }));
  process.exitCode = 1;
}
