import type { StoreSearch } from '../../scripts/inspect/searchStore.ts';
import { parseDatasetUses } from '../../src/model/dataset.ts';
import { viewTypes } from '../../src/model/run.ts';
import type { RunTable } from '../../src/model/runTable.ts';
import { datasetKeys, textAttributes, timeAttributes } from '../../src/search/runField.ts';
import type { MlflowVersion } from './mlflowPython.ts';
import { SeededRandom } from './seededRandom.ts';

/** A field as a filter spells it, and what the runs have in it, by row. */
interface Field {
  readonly kind: 'metric' | 'time' | 'attribute' | 'keyedText' | 'listed';
  readonly name: string;
  readonly value: (row: number) => string | undefined;
}

const numberOperators = ['=', '!=', '<', '<=', '>', '>='];
const textOperators = ['=', '!=', 'LIKE', 'ILIKE', 'like', 'iLike'];
const nullOperators = ['IS NULL', 'IS NOT NULL', 'is not null'];
const listOperators = ['IN', 'NOT IN', 'in'];
const directions = ['', ' ASC', ' DESC', ' desc'];
const plainWord = /^[a-z_][a-z0-9_]*$/i;
/** Words that sqlparse, the lexer behind MLflow's search, does not read as a key even after a dot. */
const keywords = /^(?:case|in|values|using|from|as)$/i;

/** MLflow 2's file store takes the pattern of LIKE for a regular expression in which only % and _ are replaced. */
const regexSyntax = /[\\^$.*+?()[\]{}|]/g;

/**
 * The same searches for the same seed: comparisons with what some run has in its fields, now and then one that no MLflow takes.
 * They keep to what the grammar of the version has.
 */
export function randomSearches(table: RunTable, version: MlflowVersion, seed: number, count: number): StoreSearch[] {
  const random = new SeededRandom(seed);
  const fields = fieldsOf(table, version);
  const orderable = fields.filter(({ name }) => !name.startsWith('dataset.'));
  const clauses = new Clauses(random, version);
  return Array.from({ length: count }, () => {
    if (random.oneIn(12)) {
      return { filter: clauses.mistake(random.of(fields)), orderBy: [], view: 'all' as const };
    }
    const row = random.below(table.length);
    const ofRow = fields.filter((field) => field.value(row) !== undefined);
    const comparisons = Array.from({ length: random.below(3) }, () => {
      const field = random.of(random.oneIn(8) ? fields : ofRow);
      return clauses.comparison(field, field.value(random.oneIn(2) ? random.below(table.length) : row) ?? '0');
    });
    const ordered = Array.from({ length: random.below(3) }, () => random.of(orderable).name);
    return {
      filter: comparisons.join(random.of([' AND ', ' and ', '  AND\n'])),
      orderBy: [...new Set(ordered)].map((name) => name + random.of(directions)),
      view: random.oneIn(3) ? random.of(viewTypes) : 'all',
    };
  });
}

function fieldsOf(table: RunTable, version: MlflowVersion): Field[] {
  const attribute = version === '1.30' ? 'attributes.' : '';
  const columns = {
    run_name: table.runName,
    status: table.status,
    user_id: table.userId,
    artifact_uri: table.artifactUri,
    start_time: table.startTime,
    end_time: table.endTime,
  };
  return [
    ...metricFields(table, version),
    ...keyedFields('params', table.params),
    ...keyedFields('tags', table.tags),
    ...timeAttributes.map((name): Field => ({
      kind: 'time',
      name: attribute + name,
      value: (row) => columns[name].get(row)?.toString(),
    })),
    ...datasetFields(table, version),
    ...textAttributes.map((name): Field =>
      name === 'run_id'
        ? { kind: 'listed', name: attribute + name, value: (row) => table.runId(row) }
        : { kind: 'attribute', name: attribute + name, value: (row) => columns[name].get(row) },
    ),
    { kind: 'metric', name: 'metrics.absent', value: () => undefined },
    { kind: 'keyedText', name: 'params.absent', value: () => undefined },
  ];
}

/** Datasets came with MLflow 2.4. Of several that a run used, the first lends its values. */
function datasetFields({ datasets }: RunTable, version: MlflowVersion): Field[] {
  return version === '1.30'
    ? []
    : datasetKeys.map((key) => ({
        kind: 'listed',
        name: `dataset.${key}`,
        value: (row) => parseDatasetUses(datasets.get(row))[0]?.[key],
      }));
}

/** MLflow 1.30 compares NaN in a database as the 0 that it is stored as; nobody else does. */
function metricFields(table: RunTable, version: MlflowVersion): Field[] {
  return [...table.metrics]
    .filter(([, { values }]) => version !== '1.30' || !rowsOf(table).some((row) => Number.isNaN(values.get(row))))
    .map(([key, { values }]) => ({
      kind: 'metric',
      name: `metrics.${spelled(key)}`,
      value: (row) => values.get(row)?.toString(),
    }));
}

function rowsOf(table: RunTable): number[] {
  return Array.from({ length: table.length }, (_, row) => row);
}

function keyedFields(entity: 'params' | 'tags', columns: RunTable['params']): Field[] {
  return [...columns].map(([key, column]) => ({
    kind: 'keyedText',
    name: `${entity}.${spelled(key)}`,
    value: (row) => column.get(row),
  }));
}

function spelled(key: string): string {
  return plainWord.test(key) && !keywords.test(key) ? key : `\`${key}\``;
}

class Clauses {
  readonly #random: SeededRandom;
  readonly #version: MlflowVersion;

  constructor(random: SeededRandom, version: MlflowVersion) {
    this.#random = random;
    this.#version = version;
  }

  comparison({ kind, name }: Field, value: string): string {
    if (kind === 'metric' || kind === 'time') {
      return `${name} ${this.#random.of(numberOperators)} ${this.#number(kind, value)}`;
    }
    if (kind === 'keyedText' && this.#version === '3.18' && this.#random.oneIn(4)) {
      return `${name} ${this.#random.of(nullOperators)}`;
    }
    if (kind === 'listed' && this.#version !== '1.30' && this.#random.oneIn(2)) {
      return `${name} ${this.#random.of(listOperators)} ('${value}', 'other')`;
    }
    const operator = this.#random.of(textOperators);
    return `${name} ${operator} ${quoted(operator.length > 2 ? this.#pattern(value) : value)}`;
  }

  /** One comparison whose operator or value does not suit the field. */
  mistake({ kind, name }: Field): string {
    return kind === 'metric' || kind === 'time'
      ? `${name} ${this.#random.of(["= '1'", "LIKE '1'", "IN ('1')", '== 1', '> inf', 'BETWEEN 0 AND 1', '>'])}`
      : `${name} ${this.#random.of(["> '1'", '= 1', "== 'x'", "<> 'x'", "RLIKE 'x'", "NOT LIKE 'x'", '= x', "'x'"])}`;
  }

  /** The number itself or one nearby. MLflow has no way to write NaN, infinities and the plus sign of an exponent. */
  #number(kind: 'metric' | 'time', text: string): string {
    const value = Number(text);
    if (!Number.isFinite(value)) {
      return '0';
    }
    const nearby = this.#random.oneIn(3) ? value * 1.01 : value;
    return String(kind === 'time' && this.#version !== '3.18' ? Math.round(nearby) : nearby).replace('e+', 'e');
  }

  /** The text with a piece of it replaced by a wildcard, and now and then in another case. */
  #pattern(text: string): string {
    const literal = this.#version === '2.22' ? text.replaceAll(regexSyntax, '_') : text;
    const characters = Array.from(literal).slice(0, 60);
    const from = this.#random.below(characters.length + 1);
    const to = from + this.#random.below(5);
    const wildcard = this.#random.of(['%', '_', '']);
    const replaced = [...characters.slice(0, from), wildcard, ...characters.slice(to)].join('');
    const inCase = this.#random.of([replaced, replaced.toUpperCase(), replaced.toLowerCase()]);
    return this.#random.of(['', '%']) + inCase + this.#random.of(['', '%', '_']);
  }
}

/** MLflow knows no escapes: a text with both quotes loses its double ones. */
function quoted(text: string): string {
  const plain = text.replaceAll(/\\(?=['"]|$)/g, '');
  return plain.includes("'") ? `"${plain.replaceAll('"', '')}"` : `'${plain}'`;
}
