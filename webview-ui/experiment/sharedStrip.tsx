import { useSignal } from '@preact/signals';
import type { ComponentChild } from 'preact';
import { columnId } from '../../src/protocol/runColumn.ts';
import { cellText, cellTitle, columnTitle } from './columnText.ts';
import type { ExperimentPage } from './experimentPage.ts';

/** Shown before the strip is unfolded. */
const firstValues = 6;

/** The columns that are left out because all matching runs are alike in them, each with its one value. */
export function SharedStrip({ page }: { readonly page: ExperimentPage }): ComponentChild {
  const isOpen = useSignal(false);
  const { value: shared } = page.facts.shared;
  const columns = page.columns.value.filter((column) => shared.has(columnId(column)));
  const withValue = columns.filter((column) => shared.get(columnId(column))?.value !== undefined);
  const empty = columns.length - withValue.length;
  const matching = page.state.value?.counts.matching ?? 0;
  if (!page.onlyDiffers.value || columns.length === 0) {
    return null;
  }
  const hidden = isOpen.value ? 0 : Math.max(0, withValue.length - firstValues);
  return (
    <div class="shared-strip">
      <span class="quiet">{`Shared by all ${matching.toLocaleString()}:`}</span>
      <ul>
        {withValue.slice(0, withValue.length - hidden).map((column) => {
          const value = shared.get(columnId(column))?.value;
          return (
            <li key={columnId(column)} title={`${columnTitle(column)}: ${cellTitle(column, value)}`}>
              <span class="quiet">{columnTitle(column)}</span> {cellText(column, value, Date.now())}
            </li>
          );
        })}
        {empty > 0 && <li class="quiet">{`${empty.toLocaleString()} without a value`}</li>}
      </ul>
      {withValue.length > firstValues && (
        <button type="button" class="link" aria-expanded={isOpen.value} onClick={() => (isOpen.value = !isOpen.value)}>
          {isOpen.value ? 'Show less' : `and ${hidden.toLocaleString()} more`}
        </button>
      )}
    </div>
  );
}
