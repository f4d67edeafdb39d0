import type { ColumnFix } from '../model/dataFinding.ts';
import type { ColumnType, DataTable, FieldNeed } from '../model/dataTable.ts';
import type { JsonObject } from '../model/json.ts';
import type { ReducedData } from '../model/reducedData.ts';
import { notificationType, requestType } from './rpc.ts';

/** What a panel is about; the page keeps it for a reload and does not look inside. */
export interface VisualizationPanelState {
  /** A `VisualizationSummary`. */
  readonly visualization: unknown;
  readonly dataUri: string;
}

export interface VisualizationHeader {
  readonly name: string;
  readonly modelUri: string;
  readonly version?: string | undefined;
  /** How the chart is stored, for people: `Vega-Lite JSON`, `altair pickle, read as data`, …. */
  readonly storedAs?: string | undefined;
  readonly dataName: string;
  /** Whether the data shown has edits that are not saved. */
  readonly isUnsaved: boolean;
  /** Whether the data is checked by the model's own signature or by one inferred from the chart; absent until the model is read. */
  readonly checkedBy?: 'signature' | 'inferred' | undefined;
}

/** How a person wants the data to be seen: kept for the model and the data. */
export interface PreviewChoices {
  /** Columns that the data calls otherwise: the model's name, and the data's. */
  readonly columns: readonly (readonly [name: string, dataColumn: string])[];
  /** A filter of the rows, as `parseColumnFilter` reads it; empty: all rows. */
  readonly rows: string;
  /** Whether the columns were chosen for other data, so that they count only where this data lacks the model's own names. */
  readonly isInherited?: boolean | undefined;
}

/** A column that the model asks for. */
export interface AskedColumn {
  readonly name: string;
  readonly need: FieldNeed;
  /** Whether the chart can do without. */
  readonly isOptional: boolean;
  /** The column of the data that stands for it; absent when there is none. */
  readonly dataColumn?: string | undefined;
}

/** A mistake in the filter of the rows, and where in its text: 0-based offsets, equal at its end. */
export interface RowsMistake {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** A sentence about the data; names of columns stand in backticks. */
export interface FindingText {
  readonly text: string;
  readonly isBlocking: boolean;
  readonly fix?: ColumnFix | undefined;
}

/** A chart and the rows it draws. */
export interface BoundVisualization {
  readonly language: 'vega-lite' | 'vega';
  /** The spec, whose rows are named `dataName`. */
  readonly spec: JsonObject;
  readonly dataName: string;
  /** Columns that the chart reads, and what it needs of them. */
  readonly fields: readonly (readonly [string, FieldNeed])[];
  /** The first rows of the data, no more than are drawn. */
  readonly table: DataTable;
  /** How many of the rows in `table` have a value in every column that the chart measures. */
  readonly completeRows: number;
  /** How many rows the filter leaves. */
  readonly matchingRows: number;
  /** How many rows the data has. */
  readonly rowCount: number;
  /** What is drawn in place of the rows; `table` then holds only the first of them, to be listed. */
  readonly reduced?: ReducedRows | undefined;
}

/** What the reader did with the rows in Vega's place. */
export interface ReducedRows {
  /** Names the work as text: a page whose Vega would do other work needs the rows. */
  readonly plan: string;
  readonly data: ReducedData;
}

export interface ReadingProgress {
  readonly read: number;
  readonly total: number;
}

/** What a page tells when it asks what to show. */
export interface ViewRequest {
  /** IANA name of the zone that times are drawn in. */
  readonly timeZone?: string | undefined;
  /** Whether the page cannot use reduced rows. */
  readonly needsRows?: boolean | undefined;
}

/** All that the page shows; a page that comes back asks again. */
export interface VisualizationView {
  readonly state: VisualizationPanelState;
  readonly header: VisualizationHeader;
  /** Why there is nothing new to draw: the model or the data could not be read. */
  readonly problem?: string | undefined;
  readonly findings: readonly FindingText[];
  readonly choices: PreviewChoices;
  /** What is wrong with the filter of the rows; what was drawn before stays. */
  readonly rowsMistake?: RowsMistake | undefined;
  /** What the model asks for, in order of first use; empty until model and data are read. */
  readonly asked: readonly AskedColumn[];
  /** Column names of the data. */
  readonly dataHeader: readonly string[];
  /** Absent when there is a problem, or when a column is missing without which there is no chart. */
  readonly bound?: BoundVisualization | undefined;
}

export const visualizationPanel = {
  view: requestType<ViewRequest, VisualizationView>('visualization.view'),
  /** Sees the data in another way, and keeps it. The view is then out of date. */
  choose: requestType<PreviewChoices, Record<string, never>>('visualization.choose'),
  /** The columns of the data with their types, as the beginning of the file shows them. */
  columnTypes: requestType<Record<string, never>, { readonly columns: readonly ColumnType[] }>(
    'visualization.columnTypes',
  ),
  /** How far the data is read for the view that was asked for, in bytes; of large files only. */
  reading: notificationType<ReadingProgress>('visualization.reading'),
  /** Somebody chose marks of the chart: their lines, from 1, are to be selected in the editor of the data. */
  revealLines: notificationType<{ readonly lines: readonly number[] }>('visualization.revealLines'),
  /** The view is out of date. */
  changed: notificationType<Record<string, never>>('visualization.changed'),
};
