import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { PickleDict, type PickleValue } from '../pickle/pickleValue.ts';
import { isUndefined } from './altairNode.ts';
import type { ChartScope } from './chartDatasets.ts';
import { inferVegaType } from './inferType.ts';
import { parseShorthand } from './shorthand.ts';

type WriteFields = (fields: PickleDict) => JsonObject;

/** An encoding channel: its shorthand is spelled out below what its attributes say themselves. */
export function readChannel(fields: PickleDict, scope: ChartScope, generation: number, write: WriteFields): JsonValue {
  const shorthand = fields.get('shorthand');
  const own = new PickleDict();
  for (const [key, value] of fields.entries) {
    if (key !== 'shorthand') {
      own.entries.set(key, value);
    }
  }
  if (Array.isArray(shorthand)) {
    return shorthand.map((one) => channelOf(one, own, scope, generation, write));
  }
  return channelOf(shorthand, own, scope, generation, write);
}

function channelOf(
  shorthand: PickleValue | undefined,
  own: PickleDict,
  scope: ChartScope,
  generation: number,
  write: WriteFields,
): JsonObject {
  const json = write(own);
  if (typeof shorthand === 'string') {
    return { ...spelledOut(shorthand, own, scope, generation), ...typedCondition(json, scope, generation) };
  }
  const wrapped = new PickleDict();
  if (shorthand !== undefined && !isUndefined(shorthand)) {
    wrapped.entries.set('field', shorthand);
  }
  return { ...write(wrapped), ...typedCondition(json, scope, generation) };
}

/** Channels such as `x2` take no type, which shows in that they have no such attribute. */
function spelledOut(text: string, own: PickleDict, scope: ChartScope, generation: number): JsonObject {
  const takesType = own.get('type') !== undefined;
  const { type, sort, ...rest } = typedShorthand(text, scope, generation);
  const ownType = own.get('type');
  const keepsSort = takesType && own.get('sort') !== undefined && (isUndefined(ownType) || ownType === 'ordinal');
  return {
    ...rest,
    ...(takesType && type !== undefined && { type }),
    ...(keepsSort && sort !== undefined && { sort }),
  };
}

interface TypedShorthand {
  readonly field?: string;
  readonly aggregate?: string;
  readonly timeUnit?: string;
  readonly type?: string;
  readonly sort?: readonly JsonValue[];
}

function typedShorthand(text: string, scope: ChartScope, generation: number): TypedShorthand {
  const { field, aggregate, timeUnit, type } = parseShorthand(text);
  const column = scope.frame?.columns.get((field ?? '').replaceAll('\\', ''));
  const inferred = type === undefined && column !== undefined ? inferVegaType(column, generation) : undefined;
  const known = type ?? inferred?.type;
  return {
    ...(field !== undefined && { field }),
    ...(aggregate !== undefined && { aggregate }),
    ...(timeUnit !== undefined && { timeUnit }),
    ...(known !== undefined && { type: known }),
    ...(inferred?.sort !== undefined && { sort: inferred.sort }),
  };
}

/** A condition may name a field by shorthand, too; altair types it there, up to version 4. */
function typedCondition(json: JsonObject, scope: ChartScope, generation: number): JsonObject {
  const { condition } = json;
  if (generation >= 5 || !isJsonObject(condition) || typeof condition['field'] !== 'string' || 'type' in condition) {
    return json;
  }
  const { sort: _, ...typed } = typedShorthand(condition['field'], scope, generation);
  return { ...json, condition: { ...condition, ...typed } };
}
