import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import type { FieldNeed } from '../model/dataTable.ts';
import { childViews, isSameData, primaryData } from './primaryData.ts';
import {
  expressionReads,
  isNumericAggregate,
  predicateReads,
  readsOf,
  transformFields,
  type FieldRead,
} from './transformFields.ts';
import { vegaReads } from './vegaFields.ts';
import type { VizModel } from './vizModel.ts';
import { walk } from './walkJson.ts';

/** Columns that a spec reads from its primary data, with what it needs of each, in order of first use. */
export type SpecFields = ReadonlyMap<string, FieldNeed>;

/**
 * The columns that a chart reads: through encodings, tooltips, conditions, sorts, transforms, params and expressions, in all views. What
 * transforms make is left out, and so is what other data than the primary has.
 */
export function specFields({ spec, language }: Pick<VizModel, 'spec' | 'language'>): SpecFields {
  const collector = new FieldCollector();
  if (language === 'vega') {
    collector.addAll(vegaReads(spec), nothingMade);
  } else {
    collector.view(spec, {
      primary: primaryData(spec),
      isPrimary: true,
      made: nothingMade,
      repeated: new Map(),
    });
  }
  return collector.fields;
}

/** What transforms have made so far; after a pivot any name may be one of its columns. */
interface Made {
  readonly names: ReadonlySet<string>;
  readonly isAnything: boolean;
}

const nothingMade: Made = { names: new Set(), isAnything: false };

/** What a view has from those above it. */
interface ViewContext {
  readonly primary: JsonObject | undefined;
  readonly isPrimary: boolean;
  readonly made: Made;
  /** Fields by the name that `repeat` gives them: `repeat`, `row`, `column`, `layer`. */
  readonly repeated: ReadonlyMap<string, readonly string[]>;
}

class FieldCollector {
  readonly fields = new Map<string, FieldNeed>();

  view(view: JsonObject, above: ViewContext): void {
    const { primary } = above;
    const isPrimary = 'data' in view ? isSameData(view['data'], primary) : above.isPrimary;
    const made = this.#transforms(view, above.made, isPrimary);
    const ownRepeat = repeatedFields(view['repeat']);
    const repeated = new Map([...above.repeated, ...ownRepeat]);
    if (isPrimary) {
      for (const part of [view['encoding'], view['facet'], view['params'], view['selection']]) {
        this.#definitions(part, made, repeated);
      }
      this.#expressions([view['mark'], view['title']], made);
      this.addAll(
        [...ownRepeat.values()].flatMap((names) => readsOf([...names], 'any')),
        made,
      );
    }
    for (const child of childViews(view)) {
      this.view(child, { primary, isPrimary: isPrimary || primary === undefined, made, repeated });
    }
  }

  addAll(reads: readonly FieldRead[], made: Made): void {
    for (const { column, need } of reads) {
      const before = this.fields.get(column);
      const isMade = made.isAnything || made.names.has(column);
      if (column !== '' && !isMade && (before === undefined || before === 'any')) {
        this.fields.set(column, need);
      }
    }
  }

  #transforms(view: JsonObject, madeAbove: Made, isPrimary: boolean): Made {
    const transforms = isJsonArray(view['transform']) ? view['transform'].filter(isJsonObject) : [];
    let made = madeAbove;
    for (const transform of transforms) {
      const { reads, makes, makesOthers } = transformFields(transform);
      this.addAll(isPrimary ? reads : [], made);
      made = { names: new Set([...made.names, ...makes]), isAnything: made.isAnything || makesOthers };
    }
    return made;
  }

  #definitions(value: JsonValue | undefined, made: Made, repeated: ViewContext['repeated']): void {
    walk(
      value,
      (definition) => {
        const { field, fields, test, expr, aggregate } = definition;
        this.addAll(
          [
            ...readsOf(field, needOf(definition)),
            ...repeatedReads(field, repeated).flatMap((name) => readsOf(name, needOf(definition))),
            ...readsOf(fields, 'any'),
            ...predicateReads(test),
            ...(typeof expr === 'string' ? expressionReads(expr) : []),
            // `{argmax: field}` picks the row where the field is greatest.
            ...(isJsonObject(aggregate)
              ? readsOf(
                  Object.values(aggregate).flatMap((name) => name ?? []),
                  'any',
                )
              : []),
          ],
          made,
        );
      },
      partsOfGuides,
    );
  }

  #expressions(values: readonly (JsonValue | undefined)[], made: Made): void {
    for (const value of values) {
      walk(value, ({ expr }) => this.addAll(typeof expr === 'string' ? expressionReads(expr) : [], made));
    }
  }
}

/** Axes, legends and headers have rows of their own: their `datum` is a tick or a label. A scale's `field` is a selection's. */
const partsOfGuides: ReadonlySet<string> = new Set(['axis', 'legend', 'header', 'scale']);

function needOf({ type, aggregate, op, timeUnit, bin }: JsonObject): FieldNeed {
  if (type === 'temporal' || timeUnit !== undefined) {
    return 'time';
  }
  if (typeof aggregate === 'string' || typeof op === 'string') {
    return isNumericAggregate(aggregate ?? op) ? 'number' : 'any';
  }
  if (isJsonObject(aggregate)) {
    return 'any';
  }
  const isBinned = bin !== undefined && bin !== null && bin !== false;
  return type === 'quantitative' || isBinned ? 'number' : 'any';
}

/** `repeat: [fields]`, `{row, column, layer: [fields]}`. */
function repeatedFields(repeat: JsonValue | undefined): Map<string, readonly string[]> {
  const lists = isJsonObject(repeat) ? Object.entries(repeat) : [['repeat', repeat] as const];
  return new Map(
    lists.flatMap(([name, list]) =>
      isJsonArray(list) ? [[name, list.filter((field) => typeof field === 'string')] as const] : [],
    ),
  );
}

function repeatedReads(field: JsonValue | undefined, repeated: ViewContext['repeated']): readonly string[] {
  const name = isJsonObject(field) ? field['repeat'] : undefined;
  return typeof name === 'string' ? (repeated.get(name) ?? []) : [];
}
