import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { MlflowError } from '../../model/mlflowError.ts';
import { isPandasFrame } from '../pickle/pandasFrame.ts';
import { PickleDict, PickleFloat, PickleGlobal, PickleObject, type PickleValue } from '../pickle/pickleValue.ts';
import { plainValue } from './plainValue.ts';
import { schemaLanguage } from '../specText.ts';
import { altairGeneration, altairNode, isUndefined, type AltairNode } from './altairNode.ts';
import { readChannel, readFacetMapping } from './altairChannel.ts';
import { ChartDatasets, type ChartScope } from './chartDatasets.ts';
import { charactersPerValue, expressionJson, type Spend } from './expressionText.ts';

const chartClasses = new Set([
  'Chart',
  'LayerChart',
  'HConcatChart',
  'VConcatChart',
  'ConcatChart',
  'FacetChart',
  'RepeatChart',
]);

/** Values of a chart, shared ones counted each time they occur: more than any chart has, less than a bomb needs. */
const maxValues = 2_000_000;
const maxDepth = 500;

function isFromDict(node: AltairNode): boolean {
  return node.className === 'from_dict';
}

/**
 * The Vega-Lite that altair's `to_dict` prints for a pickled chart (altair 4 to 6): undefined attributes dropped, shorthands spelled
 * out, untyped fields typed from the pickled frame, frames moved to top-level `datasets`. A field whose type cannot be told is left
 * untyped. A dict that says by `$schema` that it is Vega-Lite or Vega, and a call that would make a chart of one, are taken as they
 * are.
 * @throws MlflowError refusedPickle for what is no chart, or has parts that are neither altair's nor plain values
 */
export function altairSpec(value: PickleValue, what: string): JsonObject {
  const node = altairNode(value);
  if (value instanceof PickleDict && isSpecDict(value)) {
    return new SpecWriter(new ChartDatasets(), plainGeneration, what).object(value);
  }
  if (node === undefined || !(chartClasses.has(node.className) || isFromDict(node))) {
    throw new MlflowError('refusedPickle', { what, detail: 'it holds no altair chart' });
  }
  const generation = altairGeneration(node.module);
  const datasets = new ChartDatasets();
  const writer = new SpecWriter(datasets, generation, what);
  if (isFromDict(node)) {
    return writer.object(value instanceof PickleObject ? value.args[0] : null);
  }
  const spec = writer.object(value);
  const named = datasets.rows;
  return {
    $schema: `https://vega.github.io/schema/vega-lite/v${generation}.json`,
    ...spec,
    config: themed(spec['config'], generation),
    ...(Object.keys(named).length > 0 && { datasets: { ...datasetsOf(spec), ...named } }),
  };
}

/** Dates in a dict that no altair made are written as its newest versions do. */
const plainGeneration = 6;

function isSpecDict(dict: PickleDict): boolean {
  const schema = dict.get('$schema');
  return typeof schema === 'string' && schemaLanguage({ $schema: schema }) !== undefined;
}

function datasetsOf(spec: JsonObject): JsonObject {
  return isJsonObject(spec['datasets']) ? spec['datasets'] : {};
}

/** Altair's default theme, below what the chart itself configures. */
function themed(config: JsonValue | undefined, generation: number): JsonObject {
  const own = isJsonObject(config) ? config : {};
  const view = isJsonObject(own['view']) ? own['view'] : {};
  return { ...own, view: { continuousWidth: generation < 5 ? 400 : 300, continuousHeight: 300, ...view } };
}

/** Turns inert altair objects into JSON. */
class SpecWriter {
  readonly #datasets: ChartDatasets;
  readonly #generation: number;
  readonly #what: string;
  #values = 0;
  #depth = 0;

  readonly #spend: Spend = (amount) => {
    this.#values += amount;
    if (this.#values > maxValues || this.#depth > maxDepth) {
      throw this.#refusal('it unfolds to more than a chart');
    }
  };

  constructor(datasets: ChartDatasets, generation: number, what: string) {
    this.#datasets = datasets;
    this.#generation = generation;
    this.#what = what;
  }

  object(value: PickleValue | undefined): JsonObject {
    const json = this.#json(value ?? null, { frame: undefined });
    if (!isJsonObject(json)) {
      throw this.#refusal('it holds no chart');
    }
    return json;
  }

  #json(value: PickleValue, scope: ChartScope): JsonValue {
    this.#spend(typeof value === 'string' ? 1 + value.length / charactersPerValue : 1);
    this.#depth++;
    try {
      return this.#convert(value, scope);
    } finally {
      this.#depth--;
    }
  }

  #convert(value: PickleValue, scope: ChartScope): JsonValue {
    if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') {
      return value;
    }
    if (typeof value === 'bigint' || value instanceof PickleFloat) {
      const number = Number(value instanceof PickleFloat ? value.value : value);
      return Number.isFinite(number) ? number : null;
    }
    if (Array.isArray(value)) {
      return value.map((item) => this.#json(item, scope));
    }
    if (value instanceof PickleDict) {
      return this.#dict(value, scope);
    }
    return this.#instance(value, scope);
  }

  #dict(dict: PickleDict, scope: ChartScope): JsonObject {
    const entries: [string, JsonValue][] = [];
    for (const [key, value] of dict.entries) {
      if (typeof key !== 'string') {
        throw this.#refusal('a name in it is not a text');
      }
      if (!isUndefined(value)) {
        entries.push([key, this.#json(value, scope)]);
      }
    }
    return Object.fromEntries(entries);
  }

  #instance(value: PickleGlobal | PickleObject | Uint8Array, scope: ChartScope): JsonValue {
    const node = value instanceof PickleObject ? altairNode(value) : undefined;
    if (node !== undefined) {
      return expressionJson(node, value, this.#generation, this.#spend) ?? this.#node(node, scope);
    }
    const plain = plainValue(value, this.#generation, this.#spend);
    if (plain === undefined) {
      const name = value instanceof PickleObject ? value.calleeName : 'bytes';
      throw this.#refusal(`it holds ${value instanceof PickleGlobal ? value.qualifiedName : name}`);
    }
    return plain;
  }

  #node(node: AltairNode, scope: ChartScope): JsonValue {
    if (node.className === 'Parameter') {
      const kind = node.fields.get('param_type') === 'variable' ? 'expr' : 'param';
      return { [kind]: this.#json(node.fields.get('name') ?? null, scope) };
    }
    if (node.value !== undefined && node.fields.entries.size === 0) {
      return this.#json(node.value, scope);
    }
    const context = {
      scope,
      generation: this.#generation,
      write: (fields: PickleDict) => this.#dict(fields, scope),
    };
    if (node.module.endsWith('.channels')) {
      return readChannel(node, context);
    }
    if (node.className === 'FacetMapping') {
      return readFacetMapping(node, context);
    }
    return this.#attributes(node, scope);
  }

  /** A class without a rule of its own: its attributes, with its data prepared and its mark spelled out. */
  #attributes(node: AltairNode, scope: ChartScope): JsonObject {
    const fields = new PickleDict();
    for (const [key, value] of node.fields.entries) {
      if (key !== 'shorthand' && key !== '_cached_hash') {
        fields.entries.set(key, value);
      }
    }
    const data = fields.get('data');
    const hasData = !isUndefined(data) && data !== undefined;
    fields.entries.delete('data');
    const inner: ChartScope =
      hasData && chartClasses.has(node.className) ? { frame: this.#datasets.frameOf(data) } : scope;
    const json = this.#dict(fields, inner);
    const mark = json['mark'];
    const isBareMark = chartClasses.has(node.className) && this.#generation >= 5 && typeof mark === 'string';
    return {
      ...json,
      ...(hasData && { data: this.#data(data, scope) }),
      ...(isBareMark && { mark: { type: mark } }),
    };
  }

  #data(data: PickleValue, scope: ChartScope): JsonValue {
    if (typeof data === 'string') {
      return { url: data };
    }
    if (isPandasFrame(data)) {
      return this.#datasets.nameOf(data);
    }
    const json = this.#json(data, scope);
    const isInline = data instanceof PickleDict || altairNode(data)?.className === 'InlineData';
    return isInline && isJsonObject(json) ? this.#datasets.consolidated(json) : json;
  }

  #refusal(detail: string): MlflowError {
    return new MlflowError('refusedPickle', { what: this.#what, detail });
  }
}
