import { seriesAxes, type SeriesAxis } from '../../src/model/series.ts';
import { runViews, type RunView } from '../../src/protocol/experimentPanel.ts';
import { isRunColumn, isRunColumnSort, type RunColumn, type RunColumnSort } from '../../src/protocol/runColumn.ts';

export const viewModes = ['table', 'both', 'charts'] as const;
export type ViewMode = (typeof viewModes)[number];

/** How the person has set up the page: kept over reloads, never sent anywhere. */
export interface PageUi {
  /** The saved view that the page was last set up by; it may have been changed since. */
  readonly viewName?: string | undefined;
  readonly search: string;
  readonly sort: readonly RunColumnSort[];
  readonly runs: RunView;
  /** Absent: the columns that the panel proposes. */
  readonly columns?: readonly RunColumn[] | undefined;
  /** Ids of columns that stay in view. */
  readonly pinned: readonly string[];
  /** Widths in pixels of columns that are not as wide as they were at first, by id. */
  readonly widths: Readonly<Record<string, number>>;
  /** Ids of columns whose numbers are coloured. */
  readonly heat: readonly string[];
  /** Whether columns in which all matching runs are alike are left out. */
  readonly onlyDiffers: boolean;
  /** Whether nested runs stand below their parents. */
  readonly isNested: boolean;
  readonly isExpanded: boolean;
  /** Ids of runs that are folded when the others are not, and the other way around. */
  readonly toggled: readonly string[];
  readonly selection: readonly string[];
  readonly view: ViewMode;
  /** The table's share of the width, 0 to 1. */
  readonly split: number;
  readonly axis: SeriesAxis;
  readonly isLog: boolean;
  readonly smoothing: number;
}

export const initialUi: PageUi = {
  search: '',
  sort: [],
  runs: 'all',
  pinned: [],
  widths: {},
  heat: [],
  onlyDiffers: false,
  isNested: false,
  isExpanded: true,
  toggled: [],
  selection: [],
  view: 'both',
  split: 0.58,
  axis: 'step',
  isLog: false,
  smoothing: 0,
};

/** Reads what an earlier page saved, of whatever version; what is not understood is as at first. */
export function readUi(saved: unknown): PageUi {
  const ui: Record<string, unknown> = isRecord(saved) && isRecord(saved['ui']) ? saved['ui'] : {};
  return { ...initialUi, ...readQuery(ui), ...readColumns(ui), ...readLook(ui) };
}

function readQuery(ui: Record<string, unknown>): Partial<PageUi> {
  return {
    ...(isText(ui['viewName']) && { viewName: ui['viewName'] }),
    search: isText(ui['search']) ? ui['search'] : initialUi.search,
    sort: listOf(ui['sort'], isRunColumnSort) ?? initialUi.sort,
    runs: runViews.find((view) => view === ui['runs']) ?? initialUi.runs,
    isNested: ui['isNested'] === true,
    isExpanded: ui['isExpanded'] !== false,
    toggled: listOf(ui['toggled'], isText) ?? initialUi.toggled,
    selection: listOf(ui['selection'], isText) ?? initialUi.selection,
  };
}

function readColumns(ui: Record<string, unknown>): Partial<PageUi> {
  const columns = listOf(ui['columns'], isRunColumn);
  return {
    ...(columns !== undefined && { columns }),
    pinned: listOf(ui['pinned'], isText) ?? initialUi.pinned,
    widths: isRecord(ui['widths']) ? widthsOf(ui['widths']) : initialUi.widths,
    heat: listOf(ui['heat'], isText) ?? initialUi.heat,
    onlyDiffers: ui['onlyDiffers'] === true,
  };
}

function readLook(ui: Record<string, unknown>): Partial<PageUi> {
  return {
    view: viewModes.find((mode) => mode === ui['view']) ?? initialUi.view,
    split: numberBetween(ui['split'], 0.1, 0.9) ?? initialUi.split,
    axis: seriesAxes.find((axis) => axis === ui['axis']) ?? initialUi.axis,
    isLog: ui['isLog'] === true,
    smoothing: numberBetween(ui['smoothing'], 0, 0.99) ?? initialUi.smoothing,
  };
}

function widthsOf(widths: Record<string, unknown>): Record<string, number> {
  const known = Object.entries(widths).map(([id, width]) => [id, numberBetween(width, 1, 10_000)] as const);
  return Object.fromEntries(known.filter((entry): entry is [string, number] => entry[1] !== undefined));
}

function listOf<T>(value: unknown, isItem: (item: unknown) => item is T): readonly T[] | undefined {
  return Array.isArray(value) && value.every(isItem) ? value : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function numberBetween(value: unknown, least: number, greatest: number): number | undefined {
  return typeof value === 'number' && value >= least && value <= greatest ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
