import { describe, expect, it } from 'vitest';
import type { NamedStore, StoreOrigin } from '../../../src/host/storeOrigin.ts';
import { placesOf, type PlaceContext } from '../../../src/host/storePlaces.ts';

const folders = [{ name: 'flowers', path: '/work/flowers' }];
const trusted: PlaceContext = { folders, isTrusted: true };
const untrusted: PlaceContext = { folders, isTrusted: false };

const code: StoreOrigin = { kind: 'code', file: '/work/flowers/train.py', line: 3 };
const envFile: StoreOrigin = { kind: 'envFile', file: '/work/flowers/.env', line: 0 };
const setting = (level: 'user' | 'workspace'): StoreOrigin => ({ kind: 'setting', level, entry: 'x' });

const shown = (named: readonly NamedStore[], context: PlaceContext): readonly string[] =>
  placesOf(named, context).map(({ uri, isHeldBack }) => `${uri}${isHeldBack ? ' held back' : ''}`);

describe('the stores of a window', () => {
  it('are one for each address, with every place that names it, and labelled by where they are', () => {
    const inside = 'file:///work/flowers/a/mlruns';
    const named: readonly NamedStore[] = [
      { uri: inside, origin: { kind: 'disk' } },
      { uri: 'https://mlflow.example.com/team', origin: code },
      { uri: inside, origin: envFile },
      { uri: 'sqlite:////data/old/mlflow.db', origin: setting('user') },
      { uri: inside, origin: envFile },
    ];
    expect(placesOf(named, trusted)).toEqual([
      {
        uri: inside,
        label: 'a/mlruns',
        detail: '/work/flowers/a/mlruns',
        origins: [{ kind: 'disk' }, envFile],
        isHeldBack: false,
      },
      {
        uri: 'https://mlflow.example.com/team',
        label: 'mlflow.example.com/team',
        detail: 'https://mlflow.example.com/team',
        origins: [code],
        isHeldBack: false,
      },
      {
        uri: 'sqlite:////data/old/mlflow.db',
        label: 'old/mlflow.db',
        detail: '/data/old/mlflow.db',
        origins: [setting('user')],
        isHeldBack: false,
      },
    ]);
    const two = { folders: [...folders, { name: 'b', path: '/work/b' }], isTrusted: true };
    expect(placesOf(named.slice(0, 1), two).map(({ label }) => label)).toEqual(['flowers/a/mlruns']);
  });

  it.each([code, envFile, setting('workspace')])(
    'do not reach out of an untrusted workspace because of what it holds ($kind)',
    (origin) => {
      const named = ['file:///work/flowers/mlruns', 'file:///work/flowers-2/mlruns', 'http://a'].map((uri) => ({
        uri,
        origin,
      }));
      expect(shown(named, untrusted)).toEqual(['file:///work/flowers/mlruns', 'http://a held back']);
      expect(shown(named, trusted)).toEqual(named.map(({ uri }) => uri));
    },
  );

  it.each([{ kind: 'environment' } as const, { kind: 'sample' } as const, setting('user')])(
    'may be anywhere when the person named them ($kind)',
    (origin) => {
      const named = ['file:///data/mlruns', 'http://a'].flatMap((uri) => [
        { uri, origin: code },
        { uri, origin },
      ]);
      expect(shown(named, untrusted)).toEqual(['file:///data/mlruns', 'http://a']);
    },
  );
});
