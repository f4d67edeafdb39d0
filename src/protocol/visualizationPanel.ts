import type { DataTable, FieldNeed } from '../model/dataTable.ts';
import type { JsonObject } from '../model/json.ts';
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
}

/** A sentence about the data; names of columns stand in backticks. */
export interface FindingText {
  readonly text: string;
  readonly isBlocking: boolean;
  /** A column of the data that may be meant. */
  readonly suggestion?: string | undefined;
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
  /** How many rows the data has. */
  readonly rowCount: number;
}

/** All that the page shows; a page that comes back asks again. */
export interface VisualizationView {
  readonly state: VisualizationPanelState;
  readonly header: VisualizationHeader;
  /** Why there is nothing new to draw: the model or the data could not be read. */
  readonly problem?: string | undefined;
  readonly findings: readonly FindingText[];
  /** Column names of the data. */
  readonly dataHeader: readonly string[];
  /** Absent when there is a problem, or when a column is missing without which there is no chart. */
  readonly bound?: BoundVisualization | undefined;
}

export const visualizationPanel = {
  view: requestType<Record<string, never>, VisualizationView>('visualization.view'),
  /** The view is out of date. */
  changed: notificationType<Record<string, never>>('visualization.changed'),
};
