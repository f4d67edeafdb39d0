import type { ExperimentPage } from './experimentPage.ts';
import type { MenuItem } from './popupMenu.tsx';
import { isShown } from './savedViewUi.ts';

/** The saved views, and what can be done with them. */
export function savedViewItems(page: ExperimentPage): readonly (MenuItem | undefined)[] {
  const { views, canSave } = page.views.all.value;
  const ui = page.ui.value;
  return [
    ...views.map((view): MenuItem => ({
      label: view.name,
      checked: view.name === ui.viewName && isShown(ui, view),
      run: () => page.showView(view),
    })),
    ...(views.length > 0 ? [undefined] : []),
    ...(canSave ? [{ label: 'Save as a new view…', icon: 'add', run: () => void page.saveView({}) }] : []),
    ...currentItems(page),
    ...(views.length > 0 ? [{ label: 'Open the file of views', icon: 'json', run: () => page.views.show() }] : []),
  ];
}

/** What can be done with the view that the page was set up by. */
function currentItems(page: ExperimentPage): readonly MenuItem[] {
  const view = page.views.find(page.ui.value.viewName);
  const title = page.panel.value?.title;
  if (view === undefined || title === undefined) {
    return [];
  }
  const { name, defaultFor = [] } = view;
  const isDefault = defaultFor.includes(title);
  const others = defaultFor.filter((experiment) => experiment !== title);
  const kept = isDefault ? others : [...others, title];
  return [
    { label: `Save to “${name}”`, icon: 'save', run: () => void page.saveView({ name, defaultFor: view.defaultFor }) },
    {
      label: `Begin ${title} with “${name}”`,
      checked: isDefault,
      run: () => void page.saveView({ name, defaultFor: kept.length > 0 ? kept : undefined }),
    },
    { label: `Delete “${name}”`, icon: 'trash', run: () => page.views.delete(name) },
  ];
}
