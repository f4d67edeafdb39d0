import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { columnsOfExpression } from '../fieldPath.ts';
import { isLocal, parseStep, type PushdownStep } from './pushdownSteps.ts';

type AggregateStep = Extract<PushdownStep, { readonly kind: 'aggregate' }>;

/** A data set of a Vega spec whose first transforms the reader does. */
export interface PushedSet {
  readonly name: string;
  readonly steps: readonly PushdownStep[];
  /** How many of the set's own transforms are done; the others stay. */
  readonly replaced: number;
  /** Those of them that Vega does nevertheless, on what is left: their values follow from what the rows are grouped by. */
  readonly deferred: readonly JsonObject[];
}

/** The order of a scale's domain that is taken from the rows as they are; its values are read from a set of their own. */
export interface PushedDomain {
  readonly scale: string;
  readonly set: PushedSet;
}

/** What the reader does in Vega's place. Structured-cloneable; two plans do the same when they are the same JSON. */
export interface PushdownPlan {
  readonly sets: readonly PushedSet[];
  /** Data sets between the rows and those of `sets`, that nothing else reads: nothing is left of them. */
  readonly passed: readonly string[];
  readonly domains: readonly PushedDomain[];
  /** Whether it has to be done in the time zone of the page. */
  readonly isLocal: boolean;
}

/** In the sets of domains: what the values are ordered by. */
export const domainOrderField = 'vizmodOrder';

/**
 * Which transforms of a Vega spec can be done before Vega sees the rows, so that far fewer rows reach it: of every data set made of
 * `dataName` the first ones up to an aggregate, else up to the last filter. Absent when the spec needs the rows themselves.
 */
export function planPushdown(spec: JsonObject, dataName: string): PushdownPlan | undefined {
  const sets = isJsonArray(spec['data']) ? spec['data'].filter(isJsonObject) : [];
  const planner = new Planner(spec, sets, dataName);
  const root = sets.find((set) => set['name'] === dataName);
  if (root === undefined || isJsonArray(root['transform']) || !planner.follow(root, [])) {
    return undefined;
  }
  const { cuts, passed, domains } = planner;
  const steps = [...cuts, ...domains.map(({ set }) => set)].flatMap((set) => set.steps);
  return cuts.length === 0 ? undefined : { sets: cuts, passed, domains, isLocal: steps.some(isLocal) };
}

class Planner {
  readonly cuts: PushedSet[] = [];
  readonly passed: string[] = [];
  readonly domains: readonly PushedDomain[];
  readonly #sets: readonly JsonObject[];
  readonly #mentioned: ReadonlySet<string>;

  constructor(spec: JsonObject, sets: readonly JsonObject[], dataName: string) {
    this.#sets = sets;
    const scales = isJsonArray(spec['scales']) ? spec['scales'].filter(isJsonObject) : [];
    this.domains = scales.flatMap((scale) => pushedDomain(scale, dataName) ?? []);
    const replaced = new Set(this.domains.map(({ scale }) => scale));
    this.#mentioned = mentionedTexts({
      ...spec,
      data: sets.map(({ name: _name, source: _source, ...rest }) => rest),
      scales: scales.map((scale) => (replaced.has(nameOf(scale)) ? { ...scale, domain: null } : scale)),
    });
  }

  /** @returns false when the rows of the set are needed as they are */
  follow(set: JsonObject, above: readonly PushdownStep[]): boolean {
    const transforms = isJsonArray(set['transform']) ? set['transform'].filter(isJsonObject) : [];
    const { steps: own, replaced, deferred } = leadingSteps(transforms);
    const name = nameOf(set);
    const isAggregated = own.at(-1)?.kind === 'aggregate';
    const children = this.#sets.filter(({ source }) => source === set['name']);
    if (set['format'] !== undefined || set['on'] !== undefined) {
      return false;
    }
    if (!isAggregated && own.length === transforms.length && !isMentioned(name, this.#mentioned)) {
      this.passed.push(name);
      return children.every((child) => this.follow(child, [...above, ...own]));
    }
    const end = isAggregated ? own.length : own.findLastIndex(({ kind }) => kind === 'filter') + 1;
    const steps = [...above, ...own.slice(0, end)];
    this.cuts.push({ name, steps, replaced: isAggregated ? replaced : end, deferred });
    return steps.some(({ kind }) => kind === 'filter' || kind === 'aggregate');
  }
}

interface LeadingSteps {
  readonly steps: readonly PushdownStep[];
  readonly replaced: number;
  readonly deferred: readonly JsonObject[];
}

/** The transforms that can be done, up to and with the first aggregate. */
function leadingSteps(transforms: readonly JsonObject[]): LeadingSteps {
  const steps: PushdownStep[] = [];
  const deferred: JsonObject[] = [];
  for (const transform of transforms) {
    const step = parseStep(transform);
    if (step?.kind === 'aggregate' && isGroupedBy(step, deferred)) {
      const made = new Set(deferred.map(({ as }) => as));
      steps.push({ ...step, groupby: step.groupby.filter((name) => !made.has(name)) });
      return { steps, replaced: steps.length + deferred.length, deferred };
    }
    if (step === undefined && transform['type'] === 'formula') {
      deferred.push(transform);
    } else if (step === undefined || deferred.length > 0) {
      break;
    } else {
      steps.push(step);
    }
  }
  return { steps, replaced: steps.length, deferred: [] };
}

/** Whether what the formulas make only names groups that what they read tells apart already, like the range of a bin as text. */
function isGroupedBy({ groupby, measures }: AggregateStep, formulas: readonly JsonObject[]): boolean {
  const made = new Set(formulas.map(({ as }) => as));
  const expressions = formulas.flatMap(({ expr }) => (typeof expr === 'string' ? expr : []));
  const read = expressions.flatMap(columnsOfExpression);
  return (
    formulas.every(({ as }) => typeof as === 'string' && groupby.includes(as)) &&
    expressions.every(isRepeatable) &&
    read.every((name) => groupby.includes(name) && !made.has(name)) &&
    measures.every(({ field }) => field === undefined || !made.has(field))
  );
}

/** Of the functions that we leave to Vega, those that answer the same for the same value. */
function isRepeatable(expression: string): boolean {
  return !/\b(?:random|now|sample\w*|data|scale|invert)\s*\(/.test(expression);
}

function nameOf({ name }: JsonObject): string {
  return typeof name === 'string' ? name : '';
}

const discreteScales = new Set(['band', 'point', 'ordinal']);

/** A discrete domain is the distinct values, in order of appearance or sorted by an aggregate: few rows, made by an aggregate of its own. */
function pushedDomain({ name, type, domain }: JsonObject, dataName: string): PushedDomain | undefined {
  if (typeof name !== 'string' || typeof type !== 'string' || !discreteScales.has(type) || !isJsonObject(domain)) {
    return undefined;
  }
  const { data, field = null, sort = true } = domain;
  const step = data === dataName ? parseStep({ type: 'aggregate', groupby: [field], ...domainOrder(sort) }) : undefined;
  return step && { scale: name, set: { name: `vizmodDomain_${name}`, steps: [step], replaced: 0, deferred: [] } };
}

/** The aggregate that a domain is sorted by; any will do for one that is sorted by its own values, or not at all. */
function domainOrder(sort: JsonValue): JsonObject {
  const as = [domainOrderField];
  if (typeof sort === 'boolean') {
    return { ops: ['count'], fields: [null], as };
  }
  const { op = null, field = null } = isJsonObject(sort) ? sort : {};
  return { ops: [op], fields: [op === 'count' ? null : field], as };
}

function mentionedTexts(value: JsonValue | undefined, found = new Set<string>()): ReadonlySet<string> {
  if (typeof value === 'string') {
    found.add(value);
  } else if (isJsonArray(value)) {
    value.forEach((item) => mentionedTexts(item, found));
  } else if (isJsonObject(value)) {
    Object.values(value).forEach((item) => mentionedTexts(item, found));
  }
  return found;
}

/** As itself, or in quotes within an expression. */
function isMentioned(name: string, texts: ReadonlySet<string>): boolean {
  return texts.has(name) || [...texts].some((text) => text.includes(`'${name}'`) || text.includes(`"${name}"`));
}
