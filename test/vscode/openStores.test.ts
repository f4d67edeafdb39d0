import { deepEqual, equal } from 'node:assert/strict';
import { OpenStores } from '../../src/host/openStores.ts';
import { storePlace, type StorePlace } from '../../src/host/storePlaces.ts';
import { MlflowError } from '../../src/model/mlflowError.ts';
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
    places = [storePlace(first, 'workspace'), storePlace(second, 'setting')];
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

  it('are let go when they are no longer there', async () => {
    await stores.openAll();
    places = places.slice(1);
    await stores.collect();
    deepEqual([disposed, stores.places.map(({ uri }) => uri)], [[first], [second]]);
    stores.dispose();
    deepEqual(disposed, [first, second]);
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
