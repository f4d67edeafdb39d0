import { seriesAxes } from '../../src/model/series.ts';
import type { ChartLook } from '../shared/chartControls.tsx';

export const sectionIds = ['note', 'metrics', 'system', 'params', 'tags', 'ownTags', 'data', 'artifacts'] as const;
export type SectionId = (typeof sectionIds)[number];

export const filterIds = ['metrics', 'params', 'tags'] as const;
export type FilterId = (typeof filterIds)[number];

/** How the person has set up the page: kept over reloads, never sent anywhere. */
export interface RunUi extends ChartLook {
  readonly folded: readonly SectionId[];
  readonly filters: Readonly<Record<FilterId, string>>;
  /** Whether only params are shown that the compared run has otherwise. */
  readonly onlyDifferent: boolean;
  /** The metric that is drawn; absent: the first that has a history. */
  readonly metric?: string | undefined;
  /** The artifact that is shown; absent: none. */
  readonly artifact?: string | undefined;
}

export const initialUi: RunUi = {
  folded: ['system', 'ownTags'],
  filters: { metrics: '', params: '', tags: '' },
  onlyDifferent: false,
  axis: 'step',
  isLog: false,
  smoothing: 0,
};

/** Reads what an earlier page saved, of whatever version; what is not understood is as at first. */
export function readUi(saved: unknown): RunUi {
  const ui: Record<string, unknown> = isRecord(saved) && isRecord(saved['ui']) ? saved['ui'] : {};
  const { folded, filters, metric, artifact, axis, smoothing } = ui;
  return {
    folded: Array.isArray(folded) ? sectionIds.filter((id) => folded.includes(id)) : initialUi.folded,
    filters: isRecord(filters)
      ? { metrics: textOf(filters['metrics']), params: textOf(filters['params']), tags: textOf(filters['tags']) }
      : initialUi.filters,
    onlyDifferent: ui['onlyDifferent'] === true,
    ...(typeof metric === 'string' && { metric }),
    ...(typeof artifact === 'string' && { artifact }),
    axis: seriesAxes.find((known) => known === axis) ?? initialUi.axis,
    isLog: ui['isLog'] === true,
    smoothing: typeof smoothing === 'number' && smoothing >= 0 && smoothing <= 0.99 ? smoothing : initialUi.smoothing,
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
