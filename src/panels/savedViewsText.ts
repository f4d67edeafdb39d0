import { MlflowError } from '../model/mlflowError.ts';
import { seriesAxes } from '../model/series.ts';
import { columnId, isRunColumn, isRunColumnSort, type RunColumn, type RunColumnSort } from '../protocol/runColumn.ts';
import type { SavedView } from '../protocol/savedView.ts';

type Json = Readonly<Record<string, unknown>>;

/** Views as a file has them: those that can be read, and what is wrong with the others. */
export interface ReadViews {
  readonly views: readonly SavedView[];
  readonly problem?: MlflowError | undefined;
}

const file = '.vscode/vizmod-views.json';

/** The order of the members of a view, always the same so that a change of one is one line. */
export const savedViewKeys = [
  'name',
  'defaultFor',
  'search',
  'sort',
  'columns',
  'pinned',
  'widths',
  'heat',
  'onlyDiffers',
  'isNested',
  'axis',
  'isLog',
  'smoothing',
] as const satisfies readonly (keyof SavedView)[];

/** Reads the file of views. A view that is not understood is left out and named; an empty text has none. */
export function readSavedViews(text: string): ReadViews {
  const read = parse(text);
  if (read instanceof MlflowError) {
    return { views: [], problem: read };
  }
  const views: SavedView[] = [];
  const wrong: string[] = [];
  read.forEach((value, index) => {
    const view = viewOf(value);
    if (typeof view === 'string') {
      wrong.push(`view ${index + 1}: ${view}`);
    } else {
      views.push(view);
    }
  });
  const problem = wrong.length === 0 ? undefined : malformed(wrong.join('; '));
  return { views, problem };
}

/**
 * The text of the file with a view in the place of the one with its name, or after all others. Views that are not understood and
 * members that we do not know stay as they are.
 * @throws MlflowError malformed, when the text is not a file of views: writing would lose what is in it
 */
export function withSavedView(text: string, view: SavedView): string {
  return edited(text, (views) => {
    const place = views.findIndex((known) => nameOf(known) === view.name);
    const before = views[place];
    const merged = { ...(isJson(before) ? unknownMembers(before) : {}), ...written(view) };
    const isDefault = (name: string): boolean => view.defaultFor?.includes(name) === true;
    // An experiment begins with one view.
    const others = views.map((other) => withoutDefaults(other, isDefault));
    return place < 0 ? [...others, merged] : others.with(place, merged);
  });
}

/** The text of the file without a view. @throws MlflowError malformed */
export function withoutSavedView(text: string, name: string): string {
  return edited(text, (views) => views.filter((view) => nameOf(view) !== name));
}

function edited(text: string, change: (views: readonly unknown[]) => readonly unknown[]): string {
  const read = parse(text);
  if (read instanceof MlflowError) {
    throw read;
  }
  const views = change(read).map((view) => (isJson(view) ? ordered(view) : view));
  const around = text.trim() === '' ? {} : (JSON.parse(text) as Json);
  return `${JSON.stringify({ ...around, views }, undefined, 2)}\n`;
}

function parse(text: string): readonly unknown[] | MlflowError {
  if (text.trim() === '') {
    return [];
  }
  try {
    const value: unknown = JSON.parse(text);
    const views = isJson(value) ? value['views'] : undefined;
    return Array.isArray(views) ? views : malformed('it is no object with a list "views"');
  } catch (error) {
    return malformed(error instanceof Error ? error.message : String(error));
  }
}

function malformed(detail: string): MlflowError {
  return new MlflowError('malformed', { what: file, detail });
}

/** The view, or what is wrong with it. */
function viewOf(value: unknown): SavedView | string {
  if (!isJson(value)) {
    return 'no object';
  }
  const name = nameOf(value);
  if (name === undefined) {
    return 'it has no name';
  }
  for (const [key, isRight] of Object.entries(guards)) {
    if (value[key] !== undefined && !isRight(value[key])) {
      return `${key} of “${name}” is not what it should be`;
    }
  }
  const { sort, columns, ...rest } = value;
  return {
    ...knownMembers(rest),
    name,
    ...(Array.isArray(sort) && { sort: sort.flatMap(sortOf) }),
    ...(Array.isArray(columns) && { columns: columns.flatMap((column) => columnOf(column) ?? []) }),
  };
}

const guards: Readonly<Record<Exclude<keyof SavedView, 'name'>, (value: unknown) => boolean>> = {
  defaultFor: isTexts,
  search: (value) => typeof value === 'string',
  sort: (value) => Array.isArray(value) && value.every((key) => sortOf(key).length === 1),
  columns: (value) => Array.isArray(value) && value.every((column) => columnOf(column) !== undefined),
  pinned: isTexts,
  widths: (value) => isJson(value) && Object.values(value).every((width) => typeof width === 'number' && width > 0),
  heat: isTexts,
  onlyDiffers: (value) => typeof value === 'boolean',
  isNested: (value) => typeof value === 'boolean',
  axis: (value) => seriesAxes.some((axis) => axis === value),
  isLog: (value) => typeof value === 'boolean',
  smoothing: (value) => typeof value === 'number' && value >= 0 && value < 1,
};

/** Columns are written as people can write them: `metric.val/loss`, `attribute.duration`, `runName`. */
function columnOf(text: unknown): RunColumn | undefined {
  if (typeof text !== 'string') {
    return undefined;
  }
  const point = text.indexOf('.');
  const column = { kind: text.slice(0, point), key: text.slice(point + 1) };
  return point > 0 && isRunColumn(column) ? column : undefined;
}

/** None, or the one. */
function sortOf(key: unknown): RunColumnSort[] {
  if (!isJson(key)) {
    return [];
  }
  const column = key['column'] === 'runName' ? { kind: 'runName' } : columnOf(key['column']);
  const sort = { column, descending: key['descending'] === true };
  return isRunColumnSort(sort) ? [sort] : [];
}

function written({ sort, columns, ...view }: SavedView): Json {
  return {
    ...view,
    ...(sort !== undefined && {
      sort: sort.map(({ column, descending }) => ({ column: columnId(column), ...(descending && { descending }) })),
    }),
    ...(columns !== undefined && { columns: columns.map(columnId) }),
    ...(view.widths !== undefined && { widths: Object.fromEntries(Object.entries(view.widths).toSorted(byKey)) }),
  };
}

function ordered(view: Json): Json {
  const known = savedViewKeys.flatMap((key) => (view[key] === undefined ? [] : [[key, view[key]] as const]));
  return Object.fromEntries([...known, ...Object.entries(unknownMembers(view))]);
}

function unknownMembers(view: Json): Json {
  return Object.fromEntries(Object.entries(view).filter(([key]) => !savedViewKeys.some((known) => known === key)));
}

function knownMembers(view: Json): Json {
  return Object.fromEntries(Object.entries(view).filter(([key]) => savedViewKeys.some((known) => known === key)));
}

function withoutDefaults(view: unknown, isTaken: (name: string) => boolean): unknown {
  const defaultFor = isJson(view) ? view['defaultFor'] : undefined;
  if (!isJson(view) || !isTexts(defaultFor) || !defaultFor.some(isTaken)) {
    return view;
  }
  const left = defaultFor.filter((name) => !isTaken(name));
  return { ...view, defaultFor: left.length === 0 ? undefined : left };
}

function nameOf(view: unknown): string | undefined {
  const name = isJson(view) ? view['name'] : undefined;
  return typeof name === 'string' && name !== '' ? name : undefined;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
