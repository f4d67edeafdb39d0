import type { SeriesAxis } from '../model/series.ts';
import type { WireError } from '../model/wireError.ts';
import type { RunColumn, RunColumnSort } from './runColumn.ts';

/** A set-up of the runs table and its charts that somebody has given a name. What is as it is at first is left out. */
export interface SavedView {
  readonly name: string;
  /** Names of experiments whose editors begin with it. */
  readonly defaultFor?: readonly string[] | undefined;
  readonly search?: string | undefined;
  readonly sort?: readonly RunColumnSort[] | undefined;
  /** Absent: the columns that the panel proposes. */
  readonly columns?: readonly RunColumn[] | undefined;
  /** Ids of columns, as `columnId` makes them. */
  readonly pinned?: readonly string[] | undefined;
  /** Pixels by column id. */
  readonly widths?: Readonly<Record<string, number>> | undefined;
  /** Ids of columns. */
  readonly heat?: readonly string[] | undefined;
  readonly onlyDiffers?: boolean | undefined;
  /** Whether nested runs stand below their parents. */
  readonly isNested?: boolean | undefined;
  readonly axis?: SeriesAxis | undefined;
  readonly isLog?: boolean | undefined;
  /** Weight of the moving average, 0 to below 1. */
  readonly smoothing?: number | undefined;
}

export interface SavedViews {
  readonly views: readonly SavedView[];
  /** Whether there is a folder to keep views in. */
  readonly canSave: boolean;
  /** What is wrong with the file, or with some of its views, which are left out. */
  readonly problem?: WireError | undefined;
}
