import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import type { ReducedData } from '../../model/reducedData.ts';
import { domainOrderField, planPushdown, type PushdownPlan } from './pushdownPlan.ts';

/**
 * The Vega spec without the transforms that the reader has done, its signals in place. The rows are to be put into the data sets
 * of `reduced`. Absent when the spec asks for other work than was done (`plannedAs` is the plan's JSON): then its rows are needed as they are.
 */
export function applyPushdown(
  spec: JsonObject,
  dataName: string,
  plannedAs: string,
  reduced: Pick<ReducedData, 'signals'>,
): JsonObject | undefined {
  const plan = planPushdown(spec, dataName);
  if (plan === undefined || JSON.stringify(plan) !== plannedAs) {
    return undefined;
  }
  const domains = new Map(plan.domains.map(({ scale, set }) => [scale, set.name]));
  return {
    ...spec,
    data: [...listOf(spec['data']).map((set) => withoutSteps(set, plan)), ...[...domains.values()].map(emptySet)],
    signals: [...reduced.signals.map(({ name, value }): JsonValue => ({ name, value })), ...listOf(spec['signals'])],
    scales: listOf(spec['scales']).map((scale) => withDomain(scale, domains)),
  };
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return isJsonArray(value) ? value : [];
}

function emptySet(name: string): JsonValue {
  return { name };
}

function withoutSteps(set: JsonValue, plan: PushdownPlan): JsonValue {
  if (!isJsonObject(set)) {
    return set;
  }
  const { name } = set;
  if (typeof name === 'string' && plan.passed.includes(name)) {
    return emptySet(name);
  }
  const pushed = plan.sets.find((candidate) => candidate.name === name);
  if (pushed === undefined) {
    return set;
  }
  const { source: _source, transform, ...rest } = set;
  const left = [...pushed.deferred, ...listOf(transform).slice(pushed.replaced)];
  return { ...rest, ...(left.length > 0 && { transform: left }) };
}

function withDomain(scale: JsonValue, domains: ReadonlyMap<string, string>): JsonValue {
  const name = isJsonObject(scale) ? scale['name'] : undefined;
  const data = typeof name === 'string' ? domains.get(name) : undefined;
  if (data === undefined || !isJsonObject(scale) || !isJsonObject(scale['domain'])) {
    return scale;
  }
  const { sort, ...domain } = scale['domain'];
  const byValue = isJsonObject(sort) ? { ...sort, op: 'max', field: domainOrderField } : sort;
  return { ...scale, domain: { ...domain, data, ...(byValue !== undefined && { sort: byValue }) } };
}
