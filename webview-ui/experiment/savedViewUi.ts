import type { SavedView } from '../../src/protocol/savedView.ts';
import { initialUi, type PageUi } from './pageUi.ts';

/** Which parts of a page's set-up a view holds: all but what is selected and how the room is divided. */
type ViewedUi = Partial<
  Pick<
    PageUi,
    | 'search'
    | 'sort'
    | 'columns'
    | 'pinned'
    | 'widths'
    | 'heat'
    | 'onlyDiffers'
    | 'isNested'
    | 'axis'
    | 'isLog'
    | 'smoothing'
  >
>;

/** What a view keeps of a page; what is as it is at first is left out, so that it is as it will be at first some day. */
export function viewOfUi(ui: PageUi): ViewedUi {
  const { search, sort, columns, pinned, widths, heat, onlyDiffers, isNested, axis, isLog, smoothing } = ui;
  return {
    ...(search !== '' && { search }),
    ...(sort.length > 0 && { sort }),
    ...(columns !== undefined && { columns }),
    ...(pinned.length > 0 && { pinned }),
    ...(Object.keys(widths).length > 0 && { widths }),
    ...(heat.length > 0 && { heat }),
    ...(onlyDiffers && { onlyDiffers }),
    ...(isNested && { isNested }),
    ...(axis !== initialUi.axis && { axis }),
    ...(isLog && { isLog }),
    ...(smoothing !== initialUi.smoothing && { smoothing }),
  };
}

/** A page as a view says; what the view leaves out is as at first. */
export function uiOfView(view: SavedView): Partial<PageUi> {
  const { search, sort, pinned, widths, heat, onlyDiffers, isNested, axis, isLog, smoothing } = initialUi;
  const first = { search, sort, pinned, widths, heat, onlyDiffers, isNested, axis, isLog, smoothing };
  return { ...first, ...setUp(view), runs: 'all', toggled: [], viewName: view.name };
}

/** Whether the page is set up as the view says. */
export function isShown(ui: PageUi, view: SavedView): boolean {
  return sorted(viewOfUi(ui)) === sorted(setUp(view));
}

/** What a view says about a page. */
function setUp(view: SavedView): ViewedUi {
  const about = Object.entries(view).filter(
    ([key, value]) => key !== 'name' && key !== 'defaultFor' && value !== undefined,
  );
  return Object.fromEntries(about);
}

function sorted(view: object): string {
  return JSON.stringify(Object.entries(view).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
