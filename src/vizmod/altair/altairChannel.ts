import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { PickleDict, type PickleValue } from '../pickle/pickleValue.ts';
import { isUndefined, type AltairNode } from './altairNode.ts';
import type { ChartScope } from './chartDatasets.ts';
import { inferVegaType } from './inferType.ts';
import { parseShorthand } from './shorthand.ts';

type WriteFields = (fields: PickleDict) => JsonObject;

/** What turns the texts in a channel into JSON. */
export interface ChannelContext {
  readonly scope: ChartScope;
  readonly generation: number;
  readonly write: WriteFields;
}

/** An encoding channel: its shorthand is spelled out below what its attributes say themselves. */
export function readChannel({ className, fields }: AltairNode, context: ChannelContext): JsonValue {
  const shorthand = fields.get('shorthand');
  const own = new PickleDict();
  for (const [key, value] of fields.entries) {
    if (key !== 'shorthand') {
      own.entries.set(key, value);
    }
  }
  // A condition that is an object of its own is left as it is.
  const typesCondition = className.endsWith('Value') && fields.get('condition') instanceof PickleDict;
  const channelOf = (one: PickleValue | undefined): JsonObject => {
    const json = spelledOut(one, own, context);
    return typesCondition ? typedCondition(json, context) : json;
  };
  return Array.isArray(shorthand) ? shorthand.map(channelOf) : channelOf(shorthand);
}

/** Rows and columns of a facet chart may be shorthands without a channel around them. */
export function readFacetMapping({ fields }: AltairNode, { scope, generation, write }: ChannelContext): JsonObject {
  const json = write(fields);
  const spelled = ['row', 'column'].flatMap((key): [string, JsonValue][] => {
    const shorthand = json[key];
    return typeof shorthand === 'string' ? [[key, typedShorthand(shorthand, scope, generation)]] : [];
  });
  return { ...json, ...Object.fromEntries(spelled) };
}

/** Channels such as `x2` take no type, which shows in that they have no such attribute. */
function spelledOut(shorthand: PickleValue | undefined, own: PickleDict, context: ChannelContext): JsonObject {
  const json = context.write(own);
  if (typeof shorthand !== 'string') {
    return { ...(shorthand !== undefined && !isUndefined(shorthand) && fieldOf(shorthand, context)), ...json };
  }
  const ownType = own.get('type');
  const { type, sort, ...rest } = typedShorthand(shorthand, context.scope, context.generation);
  const keepsSort = own.get('sort') !== undefined && (isUndefined(ownType) || ownType === 'ordinal');
  return {
    ...rest,
    ...(ownType !== undefined && type !== undefined && { type }),
    ...(ownType !== undefined && keepsSort && sort !== undefined && { sort }),
    ...json,
  };
}

/** A field that is no text, such as that of a repeated chart. */
function fieldOf(shorthand: PickleValue, { write }: ChannelContext): JsonObject {
  const field = new PickleDict();
  field.entries.set('field', shorthand);
  return write(field);
}

interface TypedShorthand extends JsonObject {
  readonly field?: string;
  readonly aggregate?: string;
  readonly timeUnit?: string;
  readonly type?: string;
  readonly sort?: readonly JsonValue[];
}

function typedShorthand(text: string, scope: ChartScope, generation: number): TypedShorthand {
  const { field, aggregate, timeUnit, type } = parseShorthand(text);
  const column =
    scope.frame?.isNumbered === true ? undefined : scope.frame?.columns.get((field ?? '').replaceAll('\\', ''));
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

/** A condition may name a field by shorthand, too; the channels of values type it there. */
function typedCondition(json: JsonObject, { scope, generation }: ChannelContext): JsonObject {
  const { condition } = json;
  if (!isJsonObject(condition) || typeof condition['field'] !== 'string' || 'type' in condition) {
    return json;
  }
  return { ...json, condition: { ...condition, ...typedShorthand(condition['field'], scope, generation) } };
}
