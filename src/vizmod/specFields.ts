import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import type { FieldNeed } from '../model/dataTable.ts';
import { columnOfField, columnsOfExpression } from './fieldPath.ts';
import { childViews, isSameData, primaryData } from './primaryData.ts';
import { transformFields } from './transformFields.ts';
import type { VizModel } from './vizModel.ts';
import { walk } from './walkJson.ts';

/** Columns that a spec reads from its primary data, with what it needs of each, in order of first use. */
export type SpecFields = ReadonlyMap<string, FieldNeed>;

/** Aggregates that need numbers; the others take anything. */
const numericAggregates =
  /^(?:mean|average|sum|median|q1|q3|ci0|ci1|stderr|stdev|stdevp|variance|variancep|product|exponentialb?)$/;

/** The columns that a chart reads, through encodings, transforms, conditions and sorts; what transforms make is left out. */
export function specFields({ spec, language }: Pick<VizModel, 'spec' | 'language'>): SpecFields {
  const collector = new FieldCollector();
  if (language === 'vega') {
    collector.vega(spec);
  } else {
    collector.view(spec, primaryData(spec), true, new Set());
  }
  return collector.fields;
}

class FieldCollector {
  readonly fields = new Map<string, FieldNeed>();

  /** @param made what transforms of the views above have made */
  view(view: JsonObject, primary: JsonObject | undefined, isPrimaryAbove: boolean, made: ReadonlySet<string>): void {
    const isPrimary = 'data' in view ? isSameData(view['data'], primary) : isPrimaryAbove;
    const madeHere = new Set(made);
    const transforms = isJsonArray(view['transform']) ? view['transform'].filter(isJsonObject) : [];
    for (const transform of transforms) {
      const { reads, makes } = transformFields(transform);
      this.#addAll(isPrimary ? reads : [], madeHere);
      for (const name of makes) {
        madeHere.add(name);
      }
    }
    if (isPrimary) {
      const parts = [view['encoding'], view['facet'], ...selections(view)];
      for (const part of parts) {
        this.#definitions(part, madeHere);
      }
      this.#addAll(repeatedFields(view['repeat']), madeHere);
    }
    for (const child of childViews(view)) {
      this.view(child, primary, isPrimary || primary === undefined, madeHere);
    }
  }

  /** Vega has no views: every field that no transform makes. */
  vega(spec: JsonObject): void {
    const made = new Set<string>();
    walk(spec, (object) => {
      for (const as of [object['as']].flat()) {
        if (typeof as === 'string') {
          made.add(as);
        }
      }
    });
    walk(spec, (object) => {
      const { field } = object;
      if (typeof field === 'string') {
        this.#add(columnOfField(field), 'any', made);
      }
    });
  }

  #definitions(value: JsonValue | undefined, made: ReadonlySet<string>): void {
    walk(value, (definition) => {
      const { field, fields, test } = definition;
      if (typeof field === 'string') {
        this.#add(columnOfField(field), needOf(definition), made);
      }
      this.#addAll(isJsonArray(fields) ? fields.filter((name) => typeof name === 'string') : [], made);
      this.#addAll(typeof test === 'string' ? columnsOfExpression(test) : [], made);
    });
  }

  #addAll(names: readonly string[], made: ReadonlySet<string>): void {
    for (const name of names) {
      this.#add(name, 'any', made);
    }
  }

  #add(name: string, need: FieldNeed, made: ReadonlySet<string>): void {
    const before = this.fields.get(name);
    if (name !== '' && !made.has(name) && (before === undefined || before === 'any')) {
      this.fields.set(name, need);
    }
  }
}

function needOf({ type, aggregate, timeUnit, bin }: JsonObject): FieldNeed {
  if (type === 'temporal' || timeUnit !== undefined) {
    return 'time';
  }
  if (typeof aggregate === 'string') {
    return numericAggregates.test(aggregate) ? 'number' : 'any';
  }
  if (isJsonObject(aggregate)) {
    return 'any';
  }
  const isBinned = bin !== undefined && bin !== null && bin !== false;
  return type === 'quantitative' || isBinned ? 'number' : 'any';
}

/** Params (Vega-Lite 5 and later) and selections (up to 4) may select by fields. */
function selections(view: JsonObject): (JsonValue | undefined)[] {
  return [view['params'], view['selection']];
}

/** `repeat: [fields]`, `{row, column, layer: [fields]}`. */
function repeatedFields(repeat: JsonValue | undefined): string[] {
  const lists = isJsonObject(repeat) ? Object.values(repeat) : [repeat];
  return lists.flatMap((list) => (isJsonArray(list) ? list.filter((name) => typeof name === 'string') : []));
}
