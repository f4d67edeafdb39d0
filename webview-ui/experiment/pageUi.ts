import { seriesAxes, type SeriesAxis } from '../../src/model/series.ts';
import { attributeColumnKeys, type RunColumn, type RunColumnSort } from '../../src/protocol/experimentPanel.ts';

export const viewModes = ['table', 'both', 'charts'] as const;
export type ViewMode = (typeof viewModes)[number];

/** How the person has set up the page: kept over reloads, never sent anywhere. */
export interface PageUi {
  readonly search: string;
  readonly sort: readonly RunColumnSort[];
  /** Absent: the columns that the panel proposes. */
  readonly columns?: readonly RunColumn[] | undefined;
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
  const columns = listOf(ui['columns'], isColumn);
  return {
    search: typeof ui['search'] === 'string' ? ui['search'] : initialUi.search,
    sort: listOf(ui['sort'], isSort) ?? initialUi.sort,
    ...(columns !== undefined && { columns }),
    selection: listOf(ui['selection'], (id) => typeof id === 'string') ?? initialUi.selection,
    view: viewModes.find((mode) => mode === ui['view']) ?? initialUi.view,
    split: numberBetween(ui['split'], 0.1, 0.9) ?? initialUi.split,
    axis: seriesAxes.find((axis) => axis === ui['axis']) ?? initialUi.axis,
    isLog: ui['isLog'] === true,
    smoothing: numberBetween(ui['smoothing'], 0, 0.99) ?? initialUi.smoothing,
  };
}

/** Names a column, for keys and for finding it again. */
export function columnId(column: RunColumnSort['column']): string {
  return column.kind === 'runName' ? 'runName' : `${column.kind}.${column.key}`;
}

function isColumn(value: unknown): value is RunColumn {
  if (!isRecord(value)) {
    return false;
  }
  const { kind, key } = value;
  return kind === 'attribute'
    ? attributeColumnKeys.some((known) => known === key)
    : (kind === 'metric' || kind === 'param' || kind === 'tag') && typeof key === 'string';
}

function isSort(value: unknown): value is RunColumnSort {
  if (!isRecord(value) || typeof value['descending'] !== 'boolean') {
    return false;
  }
  return isColumn(value['column']) || (isRecord(value['column']) && value['column']['kind'] === 'runName');
}

function listOf<T>(value: unknown, isItem: (item: unknown) => item is T): readonly T[] | undefined {
  return Array.isArray(value) && value.every(isItem) ? value : undefined;
}

function numberBetween(value: unknown, least: number, greatest: number): number | undefined {
  return typeof value === 'number' && value >= least && value <= greatest ? value : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
