import type { NumberColumnData, TextColumnData } from '../model/columns.ts';
import type { RunStatus } from '../model/run.ts';
import type { Series, SeriesAxis } from '../model/series.ts';
import type { WireError } from '../model/wireError.ts';
import { notificationType, requestType } from './rpc.ts';
import type { RunColumn, RunColumnSort } from './runColumn.ts';
import type { SavedView, SavedViews } from './savedView.ts';

/** Which runs there are to search among: every view but `deleted` is of active runs, and hidden ones are in their own view alone. */
export const runViews = ['all', 'starred', 'hidden', 'deleted'] as const;
export type RunView = (typeof runViews)[number];

/** How far nested runs are unfolded below their parents. */
export interface RunNesting {
  /** Whether runs show what is nested in them. One that stands there for its nested runs alone always does. */
  readonly isExpanded: boolean;
  /** Ids of runs with which it is the other way around. */
  readonly toggled: readonly string[];
}

/** What the person asked for: text of the search box, and sort keys, the first deciding first. */
export interface RunTableQuery {
  readonly search: string;
  readonly sort: readonly RunColumnSort[];
  /** Absent: `all`. */
  readonly view?: RunView | undefined;
  /** Absent: nested runs stand among the others. */
  readonly nesting?: RunNesting | undefined;
}

/** `running` is of active runs, `loaded` and `total` of active and deleted ones, the others of the chosen view. */
export interface RunCounts {
  /** Runs loaded so far. */
  readonly runs: number;
  /** Those that match the search. */
  readonly matching: number;
  readonly running: number;
  /** Runs that the person has hidden, and those with a star. */
  readonly hidden: number;
  readonly starred: number;
  readonly deleted: number;
  /** Whether everything was loaded and compared with the store. */
  readonly isComplete: boolean;
  /** Whether the person has stopped the loading before its end. */
  readonly isStopped: boolean;
  readonly loaded: number;
  /** How many there are in all; absent while the store does not know. */
  readonly total?: number | undefined;
  /** Since when the store does not answer any more, in milliseconds since 1970. */
  readonly staleSince?: number | undefined;
  /** Runs and experiments that could not be read. */
  readonly problems: readonly WireError[];
  /** Why loading ended early; what was loaded by then is shown. */
  readonly failure?: WireError | undefined;
}

/** A state of the table: places mean the same run as long as the revision stays. */
export interface RunTableState {
  readonly revision: number;
  /** How many places there are: those of matching runs that are unfolded, and of runs that stand there for nested ones. */
  readonly rows: number;
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

/** Which values of a metric are better. */
export type BetterDirection = 'higher' | 'lower';

export interface StartAnswer {
  readonly panel: ExperimentPanelState;
  /** By metric key; where a person has said nothing, nothing is better. */
  readonly better: Readonly<Record<string, BetterDirection>>;
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

/** How a run stands in the table. */
export interface RunPlace {
  /** How many runs it is nested in; 0 at the top. */
  readonly level: number;
  /** Whether nested runs are shown below it; `leaf` when it has none. */
  readonly branch: 'leaf' | 'collapsed' | 'expanded';
  /** Whether it does not match the search and is there for the runs nested in it. */
  readonly isContext: boolean;
  readonly isStarred: boolean;
}

/** The runs in some places of the table. */
export interface RowWindow extends RunRows {
  readonly revision: number;
  readonly from: number;
  readonly places: readonly RunPlace[];
}

/** A column in which all matching runs have the same, or none of them anything. */
export interface SharedColumn {
  /** Index into the request's columns. */
  readonly column: number;
  /** One row. */
  readonly value: ColumnWindow;
}

/** Columns in which matching runs differ are left out. */
export interface SharedColumns {
  readonly revision: number;
  readonly columns: readonly SharedColumn[];
}

/** Least and greatest finite number. */
export interface ValueRange {
  readonly min: number;
  readonly max: number;
}

/** Over the matching runs; columns without a finite number are left out. */
export interface ColumnRanges {
  readonly revision: number;
  /** `column`: index into the request's columns. */
  readonly ranges: readonly (ValueRange & { readonly column: number })[];
}

/** What can be done to runs from the table. Stars and hiding are the person's own and stay on this machine. */
export type RunAction = 'open' | 'star' | 'unstar' | 'hide' | 'unhide' | 'setTag' | 'delete' | 'restore' | 'end';

export const exportFormats = ['csv', 'tsv', 'json', 'markdown', 'latex'] as const;
export type ExportFormat = (typeof exportFormats)[number];
export const exportTargets = ['file', 'clipboard', 'editor'] as const;
export type ExportTarget = (typeof exportTargets)[number];

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
  /** Whether the store left points out: a peak may be missing. A closer look has them all. */
  readonly isSampled: boolean;
  /** Points of the history, as far as the store gave them. */
  readonly points: number;
}

export interface SeriesAnswer {
  /** Runs without the metric are left out. */
  readonly series: readonly RunSeries[];
  /** Runs whose history could not be read. */
  readonly problems: readonly WireError[];
}

/** A field of texts that a filter compares with. Keys of attributes and datasets as in MLflow's filters. */
export interface FilterValuesField {
  readonly entity: 'param' | 'tag' | 'textAttribute' | 'dataset';
  readonly key: string;
}

export const experimentPanel = {
  start: requestType<undefined, StartAnswer>('experiment.start'),
  catalog: requestType<undefined, ColumnCatalog>('experiment.catalog'),
  /** A newer query cancels an older one. Rejects with invalidFilter; the table then stays as it was. */
  query: requestType<RunTableQuery, RunTableState>('experiment.query'),
  /** Distinct texts of a field, those of most runs first; a bounded number of them. */
  filterValues: requestType<FilterValuesField, readonly string[]>('experiment.filterValues'),
  rows: requestType<{ readonly from: number; readonly to: number; readonly columns: readonly RunColumn[] }, RowWindow>(
    'experiment.rows',
  ),
  /** Run ids by place. */
  runIds: requestType<{ readonly from: number; readonly to: number }, readonly string[]>('experiment.runIds'),
  /** Names and states of runs by id; runs that are gone are left out. */
  names: requestType<{ readonly runIds: readonly string[] }, RunNames>('experiment.names'),
  /** Ids of the matching runs that are nested in a run, at any depth, folded or not. */
  nestedRunIds: requestType<{ readonly runId: string }, readonly string[]>('experiment.nestedRunIds'),
  shared: requestType<{ readonly columns: readonly RunColumn[] }, SharedColumns>('experiment.shared'),
  ranges: requestType<{ readonly columns: readonly RunColumn[] }, ColumnRanges>('experiment.ranges'),
  /** Runs by id, in the order of the table and those that the search hides after them; runs that are gone are left out. */
  runRows: requestType<{ readonly runIds: readonly string[]; readonly columns: readonly RunColumn[] }, RunRows>(
    'experiment.runRows',
  ),
  /** Metrics that at least one of the runs has, by name. */
  metricKeys: requestType<{ readonly runIds: readonly string[] }, readonly string[]>('experiment.metricKeys'),
  series: requestType<SeriesRequest, SeriesAnswer>('experiment.series'),
  /** Ends the loading of runs; what is loaded stays. */
  stopLoading: notificationType<undefined>('experiment.stopLoading'),
  goOnLoading: notificationType<undefined>('experiment.goOnLoading'),
  /** Says which values of a metric are better, in every panel; absent: neither. */
  setBetter: notificationType<{ readonly key: string; readonly better: BetterDirection | undefined }>(
    'experiment.setBetter',
  ),
  /** What fails is told by the panel. */
  act: notificationType<{ readonly action: RunAction; readonly runIds: readonly string[] }>('experiment.act'),
  /** Every matching run, with the names and these columns. */
  exportRuns: notificationType<{
    readonly format: ExportFormat;
    readonly target: ExportTarget;
    readonly columns: readonly RunColumn[];
  }>('experiment.exportRuns'),
  views: requestType<undefined, SavedViews>('experiment.views'),
  /**
   * Keeps a view, in the place of the one of its name; without a name the panel asks for one. Answers with the name, or with nothing
   * when the person changed their mind or it failed, which the panel tells.
   */
  saveView: requestType<Omit<SavedView, 'name'> & { readonly name?: string | undefined }, string | undefined>(
    'experiment.saveView',
  ),
  deleteView: notificationType<{ readonly name: string }>('experiment.deleteView'),
  /** Opens the file of views. */
  showViews: notificationType<undefined>('experiment.showViews'),
  viewsChanged: notificationType<SavedViews>('experiment.viewsChanged'),
  /** Puts text into the clipboard. */
  copy: notificationType<{ readonly text: string }>('experiment.copy'),
  /** Order or content changed. `places` names the rows of the last answered window that differ, when the order is the same. */
  changed: notificationType<{ readonly state: RunTableState; readonly places?: readonly number[] }>(
    'experiment.changed',
  ),
  /** The panel's store is another one now, as after its folder was moved away and back: everything is to be asked for again. */
  restarted: notificationType<undefined>('experiment.restarted'),
  betterChanged: notificationType<Readonly<Record<string, BetterDirection>>>('experiment.betterChanged'),
  /** Metrics, params or tags with a new name appeared. */
  catalogChanged: notificationType<undefined>('experiment.catalogChanged'),
  metricsChanged: notificationType<{
    readonly runIds: readonly string[];
    readonly keys: readonly string[] | undefined;
  }>('experiment.metricsChanged'),
} as const;
