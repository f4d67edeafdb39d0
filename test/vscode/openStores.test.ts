import { deepEqual, equal, notEqual, rejects } from 'node:assert/strict';
import { OpenStores } from '../../src/host/openStores.ts';
import { placeContext } from '../../src/host/placeContext.ts';
import { placeOf, type StorePlace } from '../../src/host/storePlaces.ts';
import { MlflowError } from '../../src/model/mlflowError.ts';
import { storeItem } from '../../src/views/storeItem.ts';
import { MemoryMemento } from './support/memoryMemento.ts';
import { memoryStore, type MemoryStore } from './support/memoryStore.ts';
import { outline } from './support/outline.ts';
import { openTestWindow } from './support/testWindow.ts';

const [first, second] = ['file:///a/mlruns', 'http://127.0.0.1:5000'];

describe('the stores of a window', () => {
  let places: readonly StorePlace[];
  let opened: string[];
  let disposed: string[];
  let memory: MemoryMemento;
  let stores: OpenStores;

  function open(uri: string): MemoryStore {
    opened.push(uri);
    return Object.assign(memoryStore(uri, []), { dispose: () => disposed.push(uri) });
  }

  function makeStores(): OpenStores {
    return new OpenStores({ open, collectPlaces: async () => await Promise.resolve(places), memory });
  }

  beforeEach(() => {
    places = [
      placeOf(first, [{ kind: 'disk' }], placeContext()),
      placeOf(second, [{ kind: 'setting', level: 'user', entry: second }], placeContext()),
    ];
    [opened, disposed, memory] = [[], [], new MemoryMemento()];
    stores = makeStores();
  });

  afterEach(() => stores.dispose());

  it('are known without being opened, and opened once', async () => {
    await stores.ready();
    deepEqual([stores.places.map(({ label }) => label), opened], [['a/mlruns', '127.0.0.1:5000'], []]);
    const both = await Promise.all([stores.open(first), stores.open(first)]);
    deepEqual([both[0] === both[1], opened, stores.stores.length], [true, [first], 1]);
  });

  it('are opened in the background by whoever looks for them', async () => {
    await stores.ready();
    const isOpen = new Promise<void>((resolve) => {
      stores.onDidChange(() => resolve());
    });
    equal(stores.find(second), undefined);
    await isOpen;
    equal(stores.find(second)?.uri, second);
  });

  it('have an active one: the first, until another is chosen, also in the next window', async () => {
    await stores.ready();
    equal(stores.active?.uri, first);
    await stores.setActive(second);
    const next = makeStores();
    await next.ready();
    equal(next.active?.uri, second);
    next.dispose();
  });

  it('are read by views without being asked to, except for a server that nothing but code names', async () => {
    const third = 'http://example.com:5000';
    const origin = { kind: 'code', file: '/w/example.py', line: 0 } as const;
    places = [...places, placeOf(third, [origin], placeContext())];
    await stores.openAll();
    deepEqual(opened, [first, second]);
    await stores.open(third);
    deepEqual(
      stores.placesToRead.map(({ uri }) => uri),
      [first, second, third],
    );
  });

  it('are let go when they are no longer there', async () => {
    await stores.openAll();
    places = places.slice(1);
    await stores.collect();
    deepEqual([disposed, stores.places.map(({ uri }) => uri)], [[first], [second]]);
    stores.dispose();
    deepEqual(disposed, [first, second]);
  });
});

describe('a server that only an untrusted workspace names', () => {
  it('is shown, and not contacted until the workspace is trusted', async () => {
    let isTrusted = false;
    const opened: string[] = [];
    const origin = { kind: 'code', file: '/w/train.py', line: 0 } as const;
    const stores = new OpenStores({
      open: (uri) => {
        opened.push(uri);
        return memoryStore(uri, []);
      },
      collectPlaces: async () => await Promise.resolve([placeOf(second, [origin], { folders: [], isTrusted })]),
      memory: new MemoryMemento(),
    });
    await stores.ready();
    await rejects(stores.open(second), (error) => MlflowError.is(error, 'untrusted'));
    deepEqual(await stores.openAll(), []);
    equal(
      storeItem(stores, second).description,
      'active · /w/train.py:1 · not contacted until the workspace is trusted',
    );
    deepEqual(opened, []);
    isTrusted = true;
    await stores.collect();
    equal((await stores.open(second)).uri, second);
    equal(storeItem(stores, second).description, 'active · /w/train.py:1');
    stores.dispose();
  });
});

describe('a store that takes no writes', () => {
  it('says why where it is shown, as soon as it is open', async () => {
    const readOnly = memoryStore(first, []);
    const tracking = {
      ...readOnly.tracking,
      readOnlyReason: async () => await Promise.resolve('newerSchema' as const),
    };
    const stores = new OpenStores({
      open: () => ({ ...readOnly, tracking }),
      collectPlaces: async () => await Promise.resolve([placeOf(first, [{ kind: 'disk' }], placeContext())]),
      memory: new MemoryMemento(),
    });
    await stores.ready();
    const isKnown = new Promise<void>((resolve) => {
      stores.onDidChange(() => {
        if (stores.readOnlyReason(first) !== undefined) {
          resolve();
        }
      });
    });
    const before = stores.outline;
    await stores.open(first);
    await isKnown;
    equal(
      storeItem(stores, first).description,
      'active · found on disk · read-only: it was written by a newer MLflow than this extension knows',
    );
    notEqual(stores.outline, before);
    stores.dispose();
  });
});

describe('a store that cannot be opened', () => {
  it('says why in the tree, leaves the others alone, and gets another chance with a refresh', async () => {
    let isBroken = true;
    const window = openTestWindow([first, second], (uri) => {
      if (uri === second && isBroken) {
        throw new MlflowError('unreachable', { what: second });
      }
      return memoryStore(uri, []);
    });
    const openAll = async (): Promise<readonly string[]> =>
      await outline(window.experiments, (label) => label !== 'large');
    const sentence = 'http://127.0.0.1:5000 does not answer. Check that the server runs and that the address is right.';
    deepEqual(await openAll(), [
      'a/mlruns active [database]',
      '  large [beaker]',
      '127.0.0.1:5000 [server]',
      `  ${sentence} [warning]`,
    ]);
    isBroken = false;
    await window.stores.refresh();
    deepEqual((await openAll()).at(-1), '  large [beaker]');
    window.dispose();
  });
});
