import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import { expressionReads, readsOf, type FieldRead } from './transformFields.ts';
import { walk } from './walkJson.ts';

/** Names that Vega's transforms give to what they make unless told otherwise (Vega 5 and 6). */
const defaultNames: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    aggregate: ['count'],
    bin: ['bin0', 'bin1'],
    countpattern: ['text', 'count'],
    cross: ['a', 'b'],
    density: ['value', 'density'],
    dotbin: ['bin'],
    fold: ['key', 'value'],
    force: ['x', 'y', 'vx', 'vy', 'index'],
    geopath: ['path'],
    geopoint: ['x', 'y'],
    joinaggregate: ['count'],
    kde: ['value', 'density'],
    linkpath: ['path'],
    pack: ['x', 'y', 'r', 'depth', 'children'],
    partition: ['x0', 'y0', 'x1', 'y1', 'depth', 'children'],
    pie: ['startAngle', 'endAngle'],
    quantile: ['prob', 'value'],
    stack: ['y0', 'y1'],
    timeunit: ['unit0', 'unit1'],
    tree: ['x', 'y', 'depth', 'children'],
    treemap: ['x0', 'y0', 'x1', 'y1', 'depth', 'children'],
    voronoi: ['path'],
    wordcloud: ['x', 'y', 'font', 'fontSize', 'fontStyle', 'fontWeight', 'angle'],
  }),
);

/** Transforms after which the rows have columns named by values of the data, or are other rows. */
const opaque = new Set(['pivot', 'nest', 'stratify', 'treelinks', 'graticule', 'sequence']);

/**
 * What a Vega spec reads from its source, the first data set that is made of nothing else: in the transforms of all data sets that
 * come from it, in the scales and in the marks that draw them. What transforms make is left out.
 */
export function vegaReads(spec: JsonObject): readonly FieldRead[] {
  const sets = objects(spec['data']);
  const source = sets.find((set) => set['source'] === undefined);
  const derived = new Set<string>();
  for (const set of sets) {
    const sources = [set['source']].flat();
    if (set === source || sources.some((name) => typeof name === 'string' && derived.has(name))) {
      derived.add(nameOf(set));
    }
  }
  const transforms = sets.filter((set) => derived.has(nameOf(set))).flatMap((set) => objects(set['transform']));
  if (transforms.some(({ type }) => typeof type === 'string' && opaque.has(type))) {
    return [];
  }
  const made = new Set(transforms.flatMap(madeNames));
  const reads = [...transforms.flatMap(transformReads), ...groupReads(spec, derived)];
  return reads.filter(({ column }) => !made.has(column));
}

function objects(value: JsonValue | undefined): readonly JsonObject[] {
  return isJsonArray(value) ? value.filter(isJsonObject) : [];
}

function nameOf({ name }: JsonObject): string {
  return typeof name === 'string' ? name : '';
}

function madeNames({ type, as, ops, fields, from, values }: JsonObject): string[] {
  const given = [as].flat().filter((name) => typeof name === 'string');
  const implied = typeof type === 'string' ? (defaultNames.get(type) ?? []) : [];
  const looked = from === undefined ? [] : [values].flat().filter((name) => typeof name === 'string');
  return [...given, ...implied, ...looked, ...operationNames(ops, fields)];
}

/** `{ops: ['mean'], fields: ['a']}` makes `mean_a`. */
function operationNames(ops: JsonValue | undefined, fields: JsonValue | undefined): string[] {
  const listed = isJsonArray(fields) ? fields : [];
  return (isJsonArray(ops) ? ops : []).map((op, index) =>
    [op, listed[index]].filter((part) => typeof part === 'string').join('_'),
  );
}

const transformProperties = ['field', 'fields', 'groupby', 'key', 'x', 'y', 'weight', 'text'];

function transformReads(transform: JsonObject): FieldRead[] {
  const { expr, sort, type } = transform;
  const isFormula = typeof expr === 'string';
  return [
    ...(type === 'lookup' ? [] : transformProperties.flatMap((name) => readsOf(fieldNames(transform[name]), 'any'))),
    ...(isFormula ? expressionReads(expr) : []),
    ...(isJsonObject(sort) ? readsOf(fieldNames(sort['field']), 'any') : []),
  ];
}

/** A field of a Vega parameter is a name or `{field: name}`. */
function fieldNames(value: JsonValue | undefined): JsonValue[] {
  return [value].flat().map((item) => (isJsonObject(item) ? (item['field'] ?? null) : (item ?? null)));
}

/** Scales, and marks with the groups inside them. */
function groupReads(group: JsonObject, derived: ReadonlySet<string>): FieldRead[] {
  const reads: FieldRead[] = [];
  walk(group['scales'], ({ data, field }) => {
    reads.push(...(typeof data === 'string' && derived.has(data) ? readsOf(fieldNames(field ?? null), 'any') : []));
  });
  for (const mark of objects(group['marks'])) {
    const { data, facet } = isJsonObject(mark['from']) ? mark['from'] : {};
    const facetData = isJsonObject(facet) ? facet['data'] : undefined;
    const within = new Set(derived);
    if (isJsonObject(facet) && typeof facetData === 'string' && derived.has(facetData)) {
      reads.push(...readsOf(facet['groupby'], 'any'));
      within.add(nameOf(facet));
    }
    if (typeof data === 'string' && derived.has(data)) {
      reads.push(...markReads(mark['encode']));
    }
    reads.push(...groupReads(mark, within));
  }
  return reads;
}

function markReads(encode: JsonValue | undefined): FieldRead[] {
  const reads: FieldRead[] = [];
  walk(encode, ({ field, signal, test }) => {
    reads.push(...readsOf(field, 'any'));
    for (const expression of [signal, test]) {
      reads.push(...(typeof expression === 'string' ? expressionReads(expression) : []));
    }
  });
  return reads;
}
