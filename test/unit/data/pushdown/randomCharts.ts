import type { JsonObject, JsonValue } from '../../../../src/model/json.ts';
import type { SeededRandom } from '../../../support/seededRandom.ts';

const numberColumns = ['a', 'b', 'whole'];
const textColumns = ['c', 'd', 'ok'];
const units = [
  'year',
  'quarter',
  'month',
  'yearmonth',
  'yearquarter',
  'yearmonthdate',
  'monthdate',
  'date',
  'day',
  'hours',
  'yearmonthdatehours',
  'hoursminutes',
  'minutes',
  'utcyearmonth',
  'utcmonth',
  'utchours',
  'utcday',
  'week',
];
const aggregates = [
  'count',
  'valid',
  'missing',
  'distinct',
  'sum',
  'product',
  'mean',
  'average',
  'min',
  'max',
  'median',
  'q1',
  'q3',
  'variance',
  'variancep',
  'stdev',
  'stdevp',
  'stderr',
  'argmax',
];

/** Data with what charts stumble over: missing and infinite numbers, texts like `null`, names with bars, dates with and without zones. */
export function randomCsv(random: SeededRandom): string {
  const count = random.of([0, 1, 2, 30, 200]);
  const scale = random.of([0.001, 1, 37]);
  const cell = (make: () => string): string => (random.oneIn(9) ? '' : make());
  const number = (): string => String((random.below(20_001) - 10_000) * scale * 1e-3);
  const row = (): string =>
    [
      cell(number),
      cell(() => (random.oneIn(60) ? 'inf' : number())),
      cell(() => String(random.below(12))),
      cell(() => random.of(['x', 'y', 'x|y', '"q, r"', 'Z', 'null ', '7', 'é'])),
      cell(() => random.of(['x', 'y|x', 'y', '0'])),
      cell(() => random.of(['true', 'false'])),
      cell(() => time(random)),
    ].join(',');
  return `a,b,whole,c,d,ok,t\n${Array.from({ length: count }, () => `${row()}\n`).join('')}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}

function time(random: SeededRandom): string {
  const day = `${2019 + random.below(4)}-${twoDigits(1 + random.below(12))}-${twoDigits(1 + random.below(28))}`;
  const clock = `${twoDigits(random.below(24))}:${twoDigits(random.below(60))}:${twoDigits(random.below(60))}`;
  return random.of([day, `${day}T${clock}`, `${day}T${clock}Z`, `${day} ${clock}`, `${day}T${clock}+05:30`]);
}

/** A chart of one view, or of layers or facets of it, over the columns of {@link randomCsv}. */
export function randomChart(random: SeededRandom): JsonObject {
  const isFaceted = random.oneIn(6);
  const unit = (): JsonObject => ({
    mark: random.of(['bar', 'line', 'area', 'point', 'rect', 'tick', 'circle']),
    encoding: encoding(random, isFaceted),
  });
  const transforms = Array.from({ length: random.below(3) }, () => transform(random));
  const top = {
    ...(transforms.length > 0 && { transform: transforms }),
    ...(random.oneIn(4) && { width: 120, height: random.of([80, 120]) }),
    ...(random.oneIn(6) && { config: { mark: { invalid: random.of([null, 'filter', 'break-paths-show-domains']) } } }),
  };
  if (random.oneIn(8)) {
    const mark = random.of(['boxplot', 'errorbar', 'errorband']);
    const y = { field: random.of(numberColumns), type: 'quantitative' };
    return { ...top, mark, encoding: { x: { field: random.of(textColumns), type: 'nominal' }, y } };
  }
  return random.oneIn(5) && !isFaceted ? { ...top, layer: [unit(), unit()] } : { ...top, ...unit() };
}

function encoding(random: SeededRandom, isFaceted: boolean): JsonObject {
  const sorted = random.oneIn(4) ? { sort: random.of<JsonValue>(['-y', 'y', 'descending', null]) } : {};
  const tooltip = random.oneIn(6) ? { tooltip: { field: random.of(textColumns), type: 'nominal' } } : {};
  return {
    x: { ...dimension(random), ...sorted },
    y: random.oneIn(5) ? dimension(random) : measure(random),
    ...(random.oneIn(3) && { color: random.oneIn(3) ? measure(random) : dimension(random) }),
    ...(random.oneIn(6) && { size: measure(random) }),
    ...(isFaceted && { [random.of(['row', 'column', 'facet'])]: { field: random.of(textColumns), type: 'nominal' } }),
    ...tooltip,
  };
}

function dimension(random: SeededRandom): JsonObject {
  switch (random.below(4)) {
    case 0:
      return { field: random.of(textColumns), type: random.of(['nominal', 'ordinal']) };
    case 1:
      return { field: 't', timeUnit: random.of(units), type: random.of(['temporal', 'ordinal']) };
    case 2:
      return { field: random.of(numberColumns), bin: bins(random), type: random.of(['quantitative', 'ordinal']) };
    default:
      return random.oneIn(2) ? { field: 'whole', type: 'ordinal' } : { field: 'a', type: 'quantitative' };
  }
}

function bins(random: SeededRandom): JsonValue {
  return random.of<JsonValue>([
    true,
    { maxbins: 1 + random.below(40) },
    { step: random.of([0.5, 3]) },
    { nice: false },
    { extent: [-5, 5] },
    { base: 2 },
    { divide: [3, 2] },
    { minstep: 2 },
    { steps: [1, 5, 100, 10_000] },
    { anchor: 0.25 },
  ]);
}

function measure(random: SeededRandom): JsonObject {
  const aggregate = random.of(aggregates);
  if (aggregate === 'argmax') {
    return { aggregate: { argmax: 'a' }, field: 'b', type: 'quantitative' };
  }
  const isAny = ['valid', 'missing', 'distinct'].includes(aggregate);
  const field = random.of(isAny ? [...numberColumns, ...textColumns] : numberColumns);
  return { aggregate, ...(aggregate !== 'count' && { field }), type: 'quantitative' };
}

function transform(random: SeededRandom): JsonObject {
  const number = random.of(numberColumns);
  return random.of<JsonObject>([
    { filter: `datum.${number} > ${random.below(3) - 1}` },
    { filter: `datum.c != 'x' && (datum.a < 1 || isValid(datum.b))` },
    { filter: { field: 'c', oneOf: ['x', 'x|y', '7'] } },
    { filter: { field: number, range: [-3, 400] } },
    { filter: { field: 'd', equal: 'x' } },
    { filter: { not: { field: number, gte: 2 } } },
    { filter: { field: 't', timeUnit: 'year', equal: 2020 } },
    { filter: 'year(datum.t) < 2021' },
    { filter: 'random() >= 0' },
    { calculate: `datum.${number} * 2 + 1`, as: number },
    { calculate: "datum.ok ? 'yes' : datum.d", as: 'd' },
    { calculate: 'abs(round(datum.a))', as: 'whole' },
    { timeUnit: 'yearmonth', field: 't', as: 't' },
    { bin: true, field: number, as: 'whole' },
    { aggregate: [{ op: 'mean', field: number, as: 'a' }], groupby: ['c', 'd', 'ok', 't', 'b', 'whole'] },
    { joinaggregate: [{ op: 'max', field: 'a', as: 'b' }], groupby: ['c'] },
    { window: [{ op: 'rank', as: 'whole' }], sort: [{ field: 'a', order: 'ascending' }] },
    { fold: ['a', 'b'], as: ['c', 'a'] },
    { impute: 'a', key: 'whole', value: 0, groupby: ['c'] },
  ]);
}
