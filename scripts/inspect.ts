// Prints what a store holds, what a search in it answers, the chart of a visualization model, or what stands between it and data, as JSON.
//   node scripts/inspect.ts dump --store URI
//   node scripts/inspect.ts search --store URI [--filter F] [--order-by O]... [--view active|deleted|all]
//   node scripts/inspect.ts vizspec --model PATH
//   node scripts/inspect.ts check --model PATH --data FILE
import { parseArgs } from 'node:util';
import { describeError } from '../src/model/describeError.ts';
import { MlflowError } from '../src/model/mlflowError.ts';
import { viewTypes } from '../src/model/run.ts';
import { toWireError } from '../src/model/wireError.ts';
import type { MlflowStore } from '../src/store/mlflowStore.ts';
import { openStore } from '../src/store/openStore.ts';
import { english } from '../src/util/l10n.ts';
import { checkVisualization } from './inspect/checkVisualization.ts';
import { dumpStore } from './inspect/dumpStore.ts';
import { searchStore, type StoreSearch } from './inspect/searchStore.ts';
import { vizSpec } from './inspect/vizSpec.ts';
import { scriptStoreEnvironment } from './lib/storeEnvironment.ts';

const usage = `npm run inspect -- dump --store URI
npm run inspect -- search --store URI [--filter F] [--order-by O]... [--view active|deleted|all]
npm run inspect -- vizspec --model PATH
npm run inspect -- check --model PATH --data FILE`;

type Inspection = () => Promise<unknown>;

async function inspectStore(uri: string, ask: (store: MlflowStore) => Promise<unknown>): Promise<unknown> {
  const store = await openStore(uri, scriptStoreEnvironment());
  try {
    return await ask(store);
  } finally {
    store.dispose();
  }
}

function parse(args: readonly string[]): Inspection {
  const { positionals, values } = parseFlags(args);
  const { store: uri, model, data } = values;
  const [command, ...rest] = positionals;
  const given = Object.keys(values);
  if (rest.length > 0) {
    throw usageError();
  }
  if (model !== undefined) {
    return parseModel(command, model, data, given.length);
  }
  if (command === 'dump' && uri !== undefined && given.length === 1) {
    return async () => await inspectStore(uri, dumpStore);
  }
  if (command === 'search' && uri !== undefined && data === undefined) {
    const search = parseSearch(values);
    return async () => await inspectStore(uri, async (store) => await searchStore(store, search));
  }
  throw usageError();
}

/** The commands about a visualization model. */
function parseModel(
  command: string | undefined,
  model: string,
  data: string | undefined,
  flagCount: number,
): Inspection {
  if (command === 'vizspec' && flagCount === 1) {
    return async () => await vizSpec(model);
  }
  if (command === 'check' && data !== undefined && flagCount === 2) {
    return async () => await checkVisualization(model, data);
  }
  throw usageError();
}

interface SearchFlags {
  readonly filter?: string | undefined;
  readonly 'order-by'?: readonly string[] | undefined;
  readonly view?: string | undefined;
}

function parseSearch({ filter = '', 'order-by': orderBy = [], view: name = 'active' }: SearchFlags): StoreSearch {
  const view = viewTypes.find((type) => type === name);
  if (view === undefined) {
    throw usageError();
  }
  return { filter, orderBy, view };
}

function parseFlags(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        store: { type: 'string' },
        model: { type: 'string' },
        data: { type: 'string' },
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
  console.log(JSON.stringify(await parse(process.argv.slice(2))(), null, 1));
} catch (error) {
  const { reason, details } = toWireError(error);
  const { position } = details;
  console.log(JSON.stringify({ error: { reason, message: describeError(error, english), position } }));
  process.exitCode = 1;
}
