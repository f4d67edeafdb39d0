import {
  MetricColumn,
  NumberColumn,
  TextColumn,
  type Column,
  type MetricColumnData,
  type NumberColumnData,
  type Rows,
  type TextColumnData,
} from './columns.ts';
import { formatDatasetUses, parseDatasetUses } from './dataset.ts';
import { lifecycleStages, runStatuses, type MetricPoint, type Run, type RunInfo } from './run.ts';

const textAttributes = ['experimentId', 'runName', 'status', 'lifecycleStage', 'userId', 'artifactUri'] as const;
const timeAttributes = ['startTime', 'endTime'] as const;
type TextAttribute = (typeof textAttributes)[number];
type TimeAttribute = (typeof timeAttributes)[number];

/** The structured-cloneable form of a {@link RunTable}; {@link transferables} lists the buffers that may move with it. */
export interface RunTableData {
  readonly runIds: readonly string[];
  readonly texts: Readonly<Record<TextAttribute, TextColumnData>>;
  readonly times: Readonly<Record<TimeAttribute, NumberColumnData>>;
  readonly params: ReadonlyMap<string, TextColumnData>;
  readonly tags: ReadonlyMap<string, TextColumnData>;
  readonly metrics: ReadonlyMap<string, MetricColumnData>;
  /** Texts of `formatDatasetUses`. */
  readonly datasets: TextColumnData;
}

/**
 * Many runs, by column. A row keeps its number for as long as the table lives: runs are added at the end, a changed run is
 * rewritten in place, and a removed run leaves the table only when its owner builds a new one. Which rows a reader sees, and in
 * which order, is a row order (`Uint32Array`) made by search.
 */
export class RunTable {
  readonly #runIds: string[] = [];
  readonly #rowOf = new Map<string, number>();
  readonly experimentId = new TextColumn();
  readonly runName = new TextColumn();
  readonly status = new TextColumn();
  readonly lifecycleStage = new TextColumn();
  readonly userId = new TextColumn();
  readonly artifactUri = new TextColumn();
  readonly startTime = new NumberColumn();
  readonly endTime = new NumberColumn();
  /** Texts of `formatDatasetUses`; missing: the run used none. */
  readonly datasets = new TextColumn();
  readonly #params = new Map<string, TextColumn>();
  readonly #tags = new Map<string, TextColumn>();
  readonly #metrics = new Map<string, MetricColumn>();

  static from(data: RunTableData): RunTable {
    const table = new RunTable();
    table.append(data);
    return table;
  }

  /** The number of rows. */
  get length(): number {
    return this.#runIds.length;
  }

  get params(): ReadonlyMap<string, TextColumn> {
    return this.#params;
  }

  get tags(): ReadonlyMap<string, TextColumn> {
    return this.#tags;
  }

  get metrics(): ReadonlyMap<string, MetricColumn> {
    return this.#metrics;
  }

  /** @throws RangeError when there is no such row */
  runId(row: number): string {
    const runId = this.#runIds[row];
    if (runId === undefined) {
      throw new RangeError(`row ${row} of ${this.length}`);
    }
    return runId;
  }

  rowOf(runId: string): number | undefined {
    return this.#rowOf.get(runId);
  }

  /** The run of a row without its params, metrics and tags. */
  info(row: number): RunInfo {
    return {
      runId: this.runId(row),
      experimentId: this.experimentId.get(row) ?? '',
      runName: this.runName.get(row) ?? '',
      status: runStatuses.find((status) => status === this.status.get(row)) ?? 'RUNNING',
      lifecycleStage: lifecycleStages.find((stage) => stage === this.lifecycleStage.get(row)) ?? 'active',
      userId: this.userId.get(row) ?? '',
      startTime: this.startTime.get(row),
      endTime: this.endTime.get(row),
      artifactUri: this.artifactUri.get(row) ?? '',
    };
  }

  /** The whole run of a row. Costs one step per column of the table: for one run, not for a loop over all. */
  run(row: number): Run {
    return {
      info: this.info(row),
      params: rowTexts(this.#params, row),
      metrics: rowMetrics(this.#metrics, row),
      tags: rowTexts(this.#tags, row),
      ...this.#datasetsOf(row),
    };
  }

  #datasetsOf(row: number): Pick<Run, 'datasets'> {
    const text = this.datasets.get(row);
    return text === undefined ? {} : { datasets: parseDatasetUses(text) };
  }

  /** Adds the run, or rewrites its row when the table has it. @returns the row */
  put(run: Run): number {
    const known = this.#rowOf.get(run.info.runId);
    const row = known ?? this.#addRow(run.info.runId);
    this.#writeInfo(row, run.info);
    writeTexts(this.#params, row, run.params, known !== undefined);
    writeTexts(this.#tags, row, run.tags, known !== undefined);
    this.#writeMetrics(row, run.metrics, known !== undefined);
    this.datasets.set(row, formatDatasetUses(run.datasets ?? []));
    return row;
  }

  setParam(row: number, key: string, value: string): void {
    columnOf(this.#params, key).set(row, value);
  }

  setTag(row: number, key: string, value: string): void {
    columnOf(this.#tags, key).set(row, value);
  }

  setMetric(row: number, key: string, point: MetricPoint): void {
    this.#metricColumn(key).set(row, point);
  }

  /** Adds runs that the table does not have yet. */
  append(data: RunTableData): void {
    const offset = this.length;
    for (const runId of data.runIds) {
      this.#addRow(runId);
    }
    for (const name of textAttributes) {
      this[name].append(offset, data.texts[name]);
    }
    for (const name of timeAttributes) {
      this[name].append(offset, data.times[name]);
    }
    for (const [key, column] of data.params) {
      columnOf(this.#params, key).append(offset, column);
    }
    for (const [key, column] of data.tags) {
      columnOf(this.#tags, key).append(offset, column);
    }
    for (const [key, column] of data.metrics) {
      this.#metricColumn(key).append(offset, column);
    }
    this.datasets.append(offset, data.datasets);
  }

  toData(): RunTableData {
    const rows = this.length;
    return this.#cut([...this.#runIds], (column) => column.toData(rows));
  }

  /** A new table of these rows, in this order; params, tags and metrics that none of them has are left out. */
  select(rows: Rows): RunTable {
    const runIds = Array.from(rows, (row) => this.runId(row));
    return RunTable.from(
      this.#cut(
        runIds,
        (column) => column.select(rows),
        (column) => rows.some((row) => column.has(row)),
      ),
    );
  }

  #cut(
    runIds: readonly string[],
    cut: <Data>(column: Column<Data>) => Data,
    isWanted: (column: Column<unknown>) => boolean = () => true,
  ): RunTableData {
    const cutAll = <Data>(columns: ReadonlyMap<string, Column<Data>>): ReadonlyMap<string, Data> =>
      new Map([...columns].filter(([, column]) => isWanted(column)).map(([key, column]) => [key, cut(column)]));
    return {
      runIds,
      texts: {
        experimentId: cut(this.experimentId),
        runName: cut(this.runName),
        status: cut(this.status),
        lifecycleStage: cut(this.lifecycleStage),
        userId: cut(this.userId),
        artifactUri: cut(this.artifactUri),
      },
      times: { startTime: cut(this.startTime), endTime: cut(this.endTime) },
      params: cutAll(this.#params),
      tags: cutAll(this.#tags),
      metrics: cutAll(this.#metrics),
      datasets: cut(this.datasets),
    };
  }

  #addRow(runId: string): number {
    const row = this.#runIds.push(runId) - 1;
    this.#rowOf.set(runId, row);
    return row;
  }

  #writeInfo(row: number, info: RunInfo): void {
    for (const name of textAttributes) {
      this[name].set(row, info[name]);
    }
    for (const name of timeAttributes) {
      this[name].set(row, info[name]);
    }
  }

  #writeMetrics(row: number, metrics: ReadonlyMap<string, MetricPoint>, isRewrite: boolean): void {
    for (const [key, point] of metrics) {
      this.#metricColumn(key).set(row, point);
    }
    if (isRewrite) {
      for (const [key, column] of this.#metrics) {
        if (!metrics.has(key) && column.has(row)) {
          column.set(row, undefined);
        }
      }
    }
  }

  #metricColumn(key: string): MetricColumn {
    let column = this.#metrics.get(key);
    if (column === undefined) {
      column = new MetricColumn();
      this.#metrics.set(key, column);
    }
    return column;
  }
}

/** The buffers of `data` that a worker may hand over instead of copying. */
export function transferables(data: RunTableData): ArrayBuffer[] {
  return [
    ...Object.values(data.texts).map((column) => column.codes.buffer),
    data.datasets.codes.buffer,
    ...Object.values(data.times).flatMap(buffersOf),
    ...[...data.params.values(), ...data.tags.values()].map((column) => column.codes.buffer),
    ...[...data.metrics.values()].flatMap((column) => [
      ...buffersOf(column.values),
      column.steps.buffer,
      column.timestamps.buffer,
    ]),
  ];
}

function buffersOf(column: NumberColumnData): ArrayBuffer[] {
  return [column.values.buffer, column.present.buffer];
}

function columnOf(columns: Map<string, TextColumn>, key: string): TextColumn {
  let column = columns.get(key);
  if (column === undefined) {
    column = new TextColumn();
    columns.set(key, column);
  }
  return column;
}

function writeTexts(
  columns: Map<string, TextColumn>,
  row: number,
  texts: ReadonlyMap<string, string>,
  isRewrite: boolean,
): void {
  for (const [key, text] of texts) {
    columnOf(columns, key).set(row, text);
  }
  if (isRewrite) {
    for (const [key, column] of columns) {
      if (!texts.has(key) && column.has(row)) {
        column.set(row, undefined);
      }
    }
  }
}

function rowTexts(columns: ReadonlyMap<string, TextColumn>, row: number): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [key, column] of columns) {
    const text = column.get(row);
    if (text !== undefined) {
      texts.set(key, text);
    }
  }
  return texts;
}

function rowMetrics(columns: ReadonlyMap<string, MetricColumn>, row: number): Map<string, MetricPoint> {
  const metrics = new Map<string, MetricPoint>();
  for (const [key, column] of columns) {
    const point = column.get(row);
    if (point !== undefined) {
      metrics.set(key, point);
    }
  }
  return metrics;
}
