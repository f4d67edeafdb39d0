import type { NumberColumnData, TextColumnData } from '../model/columns.ts';
import type { RunStatus } from '../model/run.ts';
import type { Series, SeriesAxis } from '../model/series.ts';
import { notificationType, requestType, type WireError } from './rpc.ts';

/** Facts of a run that are not logged data and can be shown as a column. */
export const attributeColumnKeys = ['startTime', 'duration', 'status', 'userId', 'runId', 'parent'] as const;
export type AttributeColumnKey = (typeof attributeColumnKeys)[number];

/** A column of the runs table beside the run's name, which is always there. */
export type RunColumn =
  | { readonly kind: 'attribute'; readonly key: AttributeColumnKey }
  | { readonly kind: 'metric' | 'param' | 'tag'; readonly key: string };

export interface RunColumnSort {
  readonly column: RunColumn | { readonly kind: 'runName' };
  readonly descending: boolean;
}

/** What the person asked for: text of the search box, and sort keys, the first deciding first. */
export interface RunTableQuery {
  readonly search: string;
  readonly sort: readonly RunColumnSort[];
}

/** Every number is of active runs; deleted ones are nowhere in the panel. */
export interface RunCounts {
  /** Runs loaded so far. */
  readonly runs: number;
  /** Those that match the search. */
  readonly matching: number;
  readonly running: number;
  /** Whether everything was loaded and compared with the store. */
  readonly isComplete: boolean;
  /** Runs and experiments that could not be read. */
  readonly problems: readonly WireError[];
  /** Why loading ended early; what was loaded by then is shown. */
  readonly failure?: WireError | undefined;
}

/** A state of the table: places mean the same run as long as the revision stays. */
export interface RunTableState {
  readonly revision: number;
  readonly counts: RunCounts;
}

export interface ColumnCatalog {
  readonly metrics: readonly string[];
  readonly params: readonly string[];
  readonly tags: readonly string[];
  /** What is worth showing before anybody chose: the first metrics and the params that differ. */
  readonly defaults: readonly RunColumn[];
}

/** What a page needs to begin; also what it keeps so that the panel can be restored. */
export interface ExperimentPanelState {
  readonly storeUri: string;
  readonly experimentIds: readonly string[];
  readonly title: string;
}

export interface StartAnswer {
  readonly panel: ExperimentPanelState;
  /** Why there is nothing to show: the store could not be opened. */
  readonly error?: WireError | undefined;
}

export type ColumnWindow =
  | { readonly kind: 'text'; readonly data: TextColumnData }
  | { readonly kind: 'number'; readonly data: NumberColumnData };

/** Runs by column, in the order of the request's columns. */
export interface RunRows {
  readonly runs: RunNames;
  readonly columns: readonly ColumnWindow[];
}

/** The runs in some places of the table. */
export interface RowWindow extends RunRows {
  readonly revision: number;
  readonly from: number;
}

/** Parallel arrays: what every view of a run shows. */
export interface RunNames {
  readonly runIds: readonly string[];
  readonly names: readonly string[];
  readonly statuses: readonly RunStatus[];
}

export interface SeriesRequest {
  readonly key: string;
  readonly runIds: readonly string[];
  readonly axis: SeriesAxis;
  /** The visible part of the x axis; absent: all of it. */
  readonly range?: { readonly from: number; readonly to: number } | undefined;
  readonly pixels: number;
  /** Weight of the moving average, 0 to below 1. */
  readonly smoothing: number;
}

/** One run's line. The smoothed line is absent when no smoothing was asked for. */
export interface RunSeries {
  readonly runId: string;
  readonly line: Series;
  readonly smoothed?: Series | undefined;
  readonly nonFinite: Series;
  readonly isExact: boolean;
  /** Points of the whole history. */
  readonly points: number;
}

export interface SeriesAnswer {
  /** Runs without the metric are left out. */
  readonly series: readonly RunSeries[];
  /** Runs whose history could not be read. */
  readonly problems: readonly WireError[];
}

export const experimentPanel = {
  start: requestType<undefined, StartAnswer>('experiment.start'),
  catalog: requestType<undefined, ColumnCatalog>('experiment.catalog'),
  /** A newer query cancels an older one. Rejects with invalidFilter; the table then stays as it was. */
  query: requestType<RunTableQuery, RunTableState>('experiment.query'),
  rows: requestType<{ readonly from: number; readonly to: number; readonly columns: readonly RunColumn[] }, RowWindow>(
    'experiment.rows',
  ),
  /** Run ids by place. */
  runIds: requestType<{ readonly from: number; readonly to: number }, readonly string[]>('experiment.runIds'),
  /** Names and states of runs by id; runs that are gone are left out. */
  names: requestType<{ readonly runIds: readonly string[] }, RunNames>('experiment.names'),
  /** Runs by id, in the order of the table and those that the search hides after them; runs that are gone are left out. */
  runRows: requestType<{ readonly runIds: readonly string[]; readonly columns: readonly RunColumn[] }, RunRows>(
    'experiment.runRows',
  ),
  /** Metrics that at least one of the runs has, by name. */
  metricKeys: requestType<{ readonly runIds: readonly string[] }, readonly string[]>('experiment.metricKeys'),
  series: requestType<SeriesRequest, SeriesAnswer>('experiment.series'),
  /** Puts text into the clipboard. */
  copy: notificationType<{ readonly text: string }>('experiment.copy'),
  /** Order or content changed. `places` names the rows of the last answered window that differ, when the order is the same. */
  changed: notificationType<{ readonly state: RunTableState; readonly places?: readonly number[] }>(
    'experiment.changed',
  ),
  /** The panel's store is another one now, as after its folder was moved away and back: everything is to be asked for again. */
  restarted: notificationType<undefined>('experiment.restarted'),
  /** Metrics, params or tags with a new name appeared. */
  catalogChanged: notificationType<undefined>('experiment.catalogChanged'),
  metricsChanged: notificationType<{
    readonly runIds: readonly string[];
    readonly keys: readonly string[] | undefined;
  }>('experiment.metricsChanged'),
} as const;
