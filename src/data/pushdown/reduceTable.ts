import type { DataTable } from '../../model/dataTable.ts';
import type { JsonValue } from '../../model/json.ts';
import type { ReducedColumn, ReducedData, ReducedSet } from '../../model/reducedData.ts';
import { compileRowExpression, type RowReader } from '../../vizmod/pushdown/compileRowExpression.ts';
import type { PushdownPlan, PushedSet } from '../../vizmod/pushdown/pushdownPlan.ts';
import { fieldsOf, type RowExpression } from '../../vizmod/pushdown/rowExpression.ts';
import type { PushdownStep } from '../../vizmod/pushdown/pushdownSteps.ts';
import type { SpecFields } from '../../vizmod/specFields.ts';
import { binColumn, chooseBins } from './binColumn.ts';
import { groupRows } from './groupRows.ts';
import { countRows, measureColumn, type GroupedRows } from './measures.ts';
import { reducedColumn } from './reducedColumn.ts';
import { lengthOf, mapColumn, readColumn, rowColumn, type RowColumn } from './rowColumn.ts';
import { timeUnitColumn } from './timeUnitColumn.ts';

/** Thrown within this file alone: the work has to be left to Vega after all. */
class NotExact extends Error {}

type Step<Kind extends PushdownStep['kind']> = Extract<PushdownStep, { readonly kind: Kind }>;

/**
 * Does the steps of a plan over the columns of a table. Absent when the values do not allow it exactly: a field that no column
 * holds, an extent without numbers, the least of texts, a formula whose values are of several kinds.
 */
export function reduceTable(table: DataTable, fields: SpecFields, plan: PushdownPlan): ReducedData | undefined {
  try {
    const signals = new Map<string, JsonValue>();
    const sets = [...plan.sets, ...plan.domains.map(({ set }) => set)].map((set) =>
      new RowReducer(table, fields, signals).reduce(set),
    );
    return { sets, signals: Array.from(signals, ([name, value]) => ({ name, value })) };
  } catch (error) {
    if (error instanceof NotExact) {
      return undefined;
    }
    throw error;
  }
}

/** The rows on their way through the steps of one data set. */
class RowReducer {
  readonly #signals: Map<string, JsonValue>;
  readonly #columns = new Map<string, RowColumn>();
  #rows: Uint32Array;

  constructor(table: DataTable, fields: SpecFields, signals: Map<string, JsonValue>) {
    this.#signals = signals;
    this.#rows = allRows(table.rowCount);
    for (const column of table.columns) {
      const need = fields.get(column.name);
      if (need !== undefined) {
        this.#columns.set(column.name, rowColumn(column, need));
      }
    }
  }

  reduce({ name, steps }: PushedSet): ReducedSet {
    const last = steps.at(-1);
    for (const step of steps) {
      this.#apply(step);
    }
    if (last?.kind === 'aggregate') {
      return this.#aggregate(name, last);
    }
    const columns = Array.from(this.#columns, ([column, values]) => this.#export(column, values));
    return { name, rowCount: this.#rows.length, columns };
  }

  #apply(step: PushdownStep): void {
    switch (step.kind) {
      case 'formula':
        this.#columns.set(step.as, this.#formula(step.expression));
        return;
      case 'filter':
        return this.#filter(step.expression);
      case 'extent':
        this.#signals.set(step.signal, this.#extent(step.field));
        return;
      case 'bin':
        return this.#bin(step);
      case 'timeUnit': {
        const { starts, ends } = timeUnitColumn(this.#column(step.field), this.#rows, step.units, step.isUtc);
        this.#columns.set(step.as[0], starts);
        this.#columns.set(step.as[1], ends);
        return;
      }
      case 'aggregate':
        return;
    }
  }

  #column(name: string): RowColumn {
    const column = this.#columns.get(name);
    if (column === undefined) {
      throw new NotExact(`no column is called ${name}`);
    }
    return column;
  }

  #formula(expression: RowExpression): RowColumn {
    const [only, second] = fieldsOf(expression);
    if (only !== undefined && second === undefined) {
      const made = { value: undefined as unknown };
      const evaluate = compileRowExpression(expression, () => () => made.value);
      return mapColumn(this.#column(only), this.#rows, (value) => {
        made.value = value;
        return evaluate(0);
      });
    }
    const evaluate = compileRowExpression(expression, (field) => readColumn(this.#column(field)));
    const values: unknown[] = Array.from({ length: this.#rowCount() }, () => null);
    for (const row of this.#rows) {
      values[row] = evaluate(row);
    }
    return { kind: 'cells', values };
  }

  #filter(expression: RowExpression): void {
    const [only, second] = fieldsOf(expression);
    const column = only !== undefined && second === undefined ? this.#column(only) : undefined;
    const passes =
      column?.kind === 'coded'
        ? readColumn(this.#formula(expression))
        : compileRowExpression(expression, (field) => readColumn(this.#column(field)));
    this.#rows = rowsThatPass(this.#rows, passes);
  }

  #extent(field: string): [number, number] {
    const read = readColumn(this.#column(field));
    let least = Number.POSITIVE_INFINITY;
    let greatest = Number.NEGATIVE_INFINITY;
    for (let index = 0; index < this.#rows.length; index++) {
      const value = read(this.#rows[index] ?? 0);
      const number = typeof value === 'number' ? value : value === '' || value === null ? Number.NaN : Number(value);
      least = number < least ? number : least;
      greatest = number > greatest ? number : greatest;
    }
    if (!Number.isFinite(least) || !Number.isFinite(greatest)) {
      throw new NotExact(`${field} has no finite extent`);
    }
    return [least, greatest];
  }

  #bin({ field, as, signal, extent, options }: Step<'bin'>): void {
    const chosen = chooseBins(typeof extent === 'string' ? this.#extentSignal(extent) : extent, options);
    if (!Number.isFinite(chosen.step) || chosen.step <= 0) {
      throw new NotExact(`${field} has no bins`);
    }
    const { starts, ends, bins } = binColumn(this.#column(field), this.#rows, chosen, options.anchor);
    this.#columns.set(as[0], starts);
    this.#columns.set(as[1], ends);
    if (signal !== undefined) {
      this.#signals.set(signal, { fields: [field], fname: `bin_${field}`, ...bins });
    }
  }

  #extentSignal(name: string): readonly [number, number] {
    const value = this.#signals.get(name);
    const [least, greatest] = Array.isArray(value) ? (value as number[]) : [];
    if (least === undefined || greatest === undefined) {
      throw new NotExact(`${name} is made elsewhere`);
    }
    return [least, greatest];
  }

  #aggregate(name: string, { groupby, measures }: Step<'aggregate'>): ReducedSet {
    const dimensions = groupby.map((field) => this.#column(field));
    const grouping = groupRows(dimensions, this.#rows);
    if (grouping === undefined) {
      throw new NotExact('too many groups');
    }
    const { groups, firstRows } = grouping;
    const first = Uint32Array.from(firstRows);
    const grouped = { rows: this.#rows, groups, count: first.length };
    const made = measures.map((measure) => ({ name: measure.as, values: this.#measure(measure, grouped) }));
    const keys = dimensions.map((column, index) => ({ name: groupby[index] ?? '', values: valuesAt(column, first) }));
    // A measure that is called like a dimension takes its place, as in Vega.
    const columns = new Map([...keys, ...made].map((column) => [column.name, column.values]));
    return { name, rowCount: first.length, columns: Array.from(columns, ([as, values]) => exported(as, values)) };
  }

  #measure(measure: Step<'aggregate'>['measures'][number], grouped: GroupedRows): readonly unknown[] {
    if (measure.field === undefined) {
      return countRows(grouped);
    }
    const values = measureColumn(measure, this.#column(measure.field), grouped);
    if (values === undefined) {
      throw new NotExact(`${measure.op} of texts`);
    }
    return values;
  }

  #export(name: string, column: RowColumn): ReducedColumn {
    return exported(name, valuesAt(column, this.#rows));
  }

  #rowCount(): number {
    const [first] = this.#columns.values();
    return first === undefined ? this.#rows.length : lengthOf(first);
  }
}

// Plain loops: a callback for each of millions of rows takes longer than the work.

function allRows(count: number): Uint32Array {
  const rows = new Uint32Array(count);
  for (let row = 0; row < count; row++) {
    rows[row] = row;
  }
  return rows;
}

function rowsThatPass(rows: Uint32Array, passes: RowReader): Uint32Array {
  const passing = new Uint32Array(rows.length);
  let count = 0;
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index] ?? 0;
    if (passes(row)) {
      passing[count++] = row;
    }
  }
  return passing.subarray(0, count);
}

function valuesAt(column: RowColumn, rows: Uint32Array): readonly unknown[] {
  const read = readColumn(column);
  return Array.from(rows, (row) => read(row));
}

function exported(name: string, values: readonly unknown[]): ReducedColumn {
  const column = reducedColumn(name, values);
  if (column === undefined) {
    throw new NotExact(`${name} has values of several kinds`);
  }
  return column;
}
