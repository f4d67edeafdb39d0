import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { isJsonObject, type JsonObject } from '../../../src/model/json.ts';
import { MlflowError } from '../../../src/model/mlflowError.ts';
import { readChartPickle } from '../../../src/vizmod/readChartPickle.ts';
import { comparableSpec } from '../../support/comparableSpec.ts';
import { unpackFixtureStore } from '../../support/fixtureStores.ts';
import { pickle } from './pickleText.ts';

const fixtures = fileURLToPath(new URL('../../fixtures/', import.meta.url));
const expectedSpecs = join(fixtures, 'vizmod-expected-specs');
const altairCharts = join(fixtures, 'altair-charts');

function readBytes(path: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(readFileSync(path));
}

function readJson(path: string): JsonObject {
  const json: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (!isJsonObject(json)) {
    throw new TypeError(`${path} is no object`);
  }
  return json;
}

describe('pickles of the Python plugin', () => {
  const stores = {
    'vizmod-1.30': unpackFixtureStore('vizmod-1.30'),
    'vizmod-mlflow3': unpackFixtureStore('vizmod-mlflow3'),
  };
  afterAll(() => Object.values(stores).forEach((store) => store.dispose()));

  it.each(readdirSync(expectedSpecs))('%s', (file) => {
    const [store, experiment = '', id = '', path] = file.replace('.json', '').split('__');
    const { folder } = stores[store === 'vizmod-1.30' ? 'vizmod-1.30' : 'vizmod-mlflow3'];
    const model = join(
      folder,
      'mlruns',
      experiment,
      ...(path === undefined ? ['models', id, 'artifacts'] : [id, 'artifacts', path]),
    );

    const spec = readChartPickle(readBytes(join(model, 'viz.pkl')), 'viz.pkl');

    expect(comparableSpec(spec)).toEqual(comparableSpec(readJson(join(expectedSpecs, file))));
  });
});

describe.each(readdirSync(altairCharts))('what %s prints', (version) => {
  const folder = join(altairCharts, version);
  const names = readdirSync(folder).filter((file) => file.endsWith('.pkl'));

  it.each(names)('%s', (file) => {
    const spec = readChartPickle(readBytes(join(folder, file)), file);

    expect(comparableSpec(spec)).toEqual(comparableSpec(readJson(join(folder, file.replace('.pkl', '.json')))));
  });
});

it('reads the call that makes a chart from its JSON, and makes nothing', () => {
  const spec = { mark: 'bar', encoding: { x: { field: 'a', type: 'nominal' } } };
  const call = pickle()
    .proto(4)
    .text('altair')
    .text('Chart.from_dict')
    .stackGlobal()
    .json(spec)
    .tuple1()
    .reduce()
    .stop();

  expect(readChartPickle(call, 'viz.pkl')).toEqual(spec);
});

it('reads a dict that says that it is Vega-Lite', () => {
  const spec = { $schema: 'https://vega.github.io/schema/vega-lite/v5.json', mark: 'bar', encoding: {} };

  expect(readChartPickle(pickle().proto(4).json(spec).stop(), 'viz.pkl')).toEqual(spec);
});

/** `e = (e + e)`, again and again. */
function sharedExpression(levels: number): Uint8Array<ArrayBuffer> {
  const bytes = pickle().proto(4).text('altair').text('Chart.from_dict').stackGlobal().raw(0x7d).text('x');
  bytes.text('a');
  for (let level = 0; level < levels; level++) {
    bytes.raw(0x94, 0x30).text('altair.expr.core').text('BinaryExpression').stackGlobal().raw(0x29, 0x81, 0x7d, 0x28);
    bytes.text('lhs').raw(0x68, level).text('op').text('+').text('rhs').raw(0x68, level).raw(0x75, 0x62);
  }
  return bytes.raw(0x73).tuple1().reduce().stop();
}

function repeatedText(): Uint8Array<ArrayBuffer> {
  const bytes = pickle()
    .proto(4)
    .text('altair')
    .text('Chart.from_dict')
    .stackGlobal()
    .raw(0x7d)
    .text('x')
    .raw(0x5d, 0x28);
  bytes.raw(0x58, 0, 0, 1, 0).repeat(65_536, 0x61).raw(0x94);
  for (let count = 0; count < 100_000; count++) {
    bytes.raw(0x68, 0);
  }
  return bytes.raw(0x65, 0x73).tuple1().reduce().stop();
}

describe('hostile pickles are refused, and nothing in them is run', () => {
  const system = pickle().proto(4).text('os').text('system').stackGlobal().text('exit 1').tuple1().reduce();
  const chart = pickle().proto(4).text('altair').text('Chart.from_dict').stackGlobal();
  const nested = (depth: number): Uint8Array<ArrayBuffer> =>
    chart.raw(0x5d).repeat(depth, 0x5d).repeat(depth, 0x61).tuple1().reduce().stop();
  const bomb = pickle()
    .proto(4)
    .text('altair')
    .text('Chart.from_dict')
    .stackGlobal()
    .raw(0x7d)
    .text('x')
    .raw(0x5d)
    .text('lol')
    .raw(0x61);
  for (let level = 0; level < 30; level++) {
    // [previous, previous]
    bomb.raw(0x94, 0x30).raw(0x5d, 0x28).raw(0x68, level).raw(0x68, level).raw(0x65);
  }
  const cycle = pickle()
    .proto(4)
    .text('altair')
    .text('Chart.from_dict')
    .stackGlobal()
    .raw(0x5d, 0x94)
    .raw(0x68, 0, 0x61);

  const cases: [string, Uint8Array<ArrayBuffer>, string][] = [
    ['os.system as the chart', system.stop(), 'it names os.system'],
    [
      'os.system thrown away before a harmless value',
      pickle().proto(4).append(system).raw(0x30).raw(0x4e).stop(),
      'it names os.system',
    ],
    [
      'eval',
      pickle().raw(0x63).line('builtins').line('eval').text('1').tuple1().reduce().stop(),
      'it names builtins.eval',
    ],
    [
      'a text of 1 GB that is not there',
      pickle().proto(4).raw(0x58, 0, 0, 0, 0x40).stop(),
      'it ends in the middle, or claims more than it holds',
    ],
    [
      'a text of 2^62 bytes',
      pickle().proto(4).raw(0x8d, 0, 0, 0, 0, 0, 0, 0, 0x40).stop(),
      'it ends in the middle, or claims more than it holds',
    ],
    ['nothing at all', new Uint8Array(0), 'it ends in the middle, or claims more than it holds'],
    ['no value', pickle().proto(4).stop(), 'it takes what is not there'],
    [
      'a persistent id',
      pickle().proto(4).text('x').raw(0x51).stop(),
      'it uses the pickle opcode 0x51, which charts do not need',
    ],
    [
      'a protocol of the future',
      pickle().proto(9).raw(0x4e).stop(),
      'it is written in pickle protocol 9, and 5 is the newest known',
    ],
    [
      'marks, one in another, ten thousand deep',
      pickle().proto(4).repeat(10_001, 0x28).stop(),
      'it nests or stacks too much',
    ],
    [
      'a value that is stacked a million times',
      pickle().proto(4).raw(0x4e).repeat(1_000_001, 0x32).stop(),
      'it nests or stacks too much',
    ],
    [
      'a value that is remembered a million times',
      pickle().proto(4).raw(0x4e).repeat(1_000_001, 0x94).stop(),
      'it remembers too much',
    ],
    [
      'a number of four thousand digits',
      pickle().raw(0x8b, 0, 8, 0, 0).repeat(2048, 1).stop(),
      'a number in it is too long',
    ],
    ['a plain dict', pickle().proto(4).json({ mark: 'bar' }).stop(), 'it holds no altair chart'],
    ['deep nesting', nested(5000), 'it unfolds to more than a chart'],
    [
      'few bytes that unfold to a billion values',
      bomb.raw(0x73).tuple1().reduce().stop(),
      'it unfolds to more than a chart',
    ],
    ['an expression whose parts are shared, to 2^60 of them', sharedExpression(60), 'it unfolds to more than a chart'],
    ['a long text used a hundred thousand times', repeatedText(), 'it unfolds to more than a chart'],
    ['a list that holds itself', cycle.tuple1().reduce().stop(), 'it unfolds to more than a chart'],
  ];

  it.each(cases)('%s', (_, bytes, detail) => {
    let error: unknown;
    try {
      readChartPickle(bytes, 'viz.pkl');
    } catch (caught) {
      error = caught;
    }

    expect(MlflowError.is(error) && [error.reason, error.details]).toEqual([
      'refusedPickle',
      { what: 'viz.pkl', detail },
    ]);
  });
});
