import { useSignal } from '@preact/signals';
import type { ComponentChild } from 'preact';
import type { KeyValue } from '../../src/protocol/runPanel.ts';
import { IconButton } from '../shared/controls.ts';
import { filteredEntries, sortedEntries, type KeyValueSort } from './keyValues.ts';

/** More rows are shown on demand: nobody reads them all, and each costs. */
const firstRows = 300;

interface KeyValueTableProps {
  readonly label: string;
  readonly entries: readonly KeyValue[];
  readonly filter: string;
  readonly onCopy: (value: string) => void;
  /** What stands in the place of the value, as while it is edited; absent: the value. */
  readonly valueOf?: (entry: KeyValue) => ComponentChild;
  /** Further buttons of a row. */
  readonly actionsOf?: (entry: KeyValue) => ComponentChild;
}

/** Keys and values, sorted by either. */
export function KeyValueTable(props: KeyValueTableProps): ComponentChild {
  const { label, entries, filter, onCopy, valueOf, actionsOf } = props;
  const sort = useSignal<KeyValueSort>({ by: 'key', descending: false });
  const isWhole = useSignal(false);
  const found = sortedEntries(filteredEntries(entries, filter), sort.value);
  const shown = isWhole.value ? found : found.slice(0, firstRows);
  if (found.length === 0) {
    return <p class="nothing">Nothing of this name or value.</p>;
  }
  return (
    <>
      <table class="key-values" aria-label={label}>
        <thead>
          <tr>
            {(['key', 'value'] as const).map((by) => (
              <SortHeader key={by} by={by} sort={sort.value} onSort={(next) => (sort.value = next)} />
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((entry) => (
            <tr key={entry[0]}>
              <th scope="row" title={entry[0]}>
                {entry[0]}
              </th>
              <td>
                <div class="value">
                  {valueOf?.(entry) ?? <LongText text={entry[1]} />}
                  <span class="row-actions">
                    <IconButton icon="copy" label={`Copy the value of ${entry[0]}`} onClick={() => onCopy(entry[1])} />
                    {actionsOf?.(entry)}
                  </span>
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {shown.length < found.length && (
        <button type="button" class="link more" onClick={() => (isWhole.value = true)}>
          Show all {found.length.toLocaleString('en')}
        </button>
      )}
    </>
  );
}

interface SortHeaderProps {
  readonly by: KeyValueSort['by'];
  readonly sort: KeyValueSort;
  readonly onSort: (sort: KeyValueSort) => void;
}

function SortHeader({ by, sort, onSort }: SortHeaderProps): ComponentChild {
  const isSorted = sort.by === by;
  const direction = sort.descending ? 'descending' : 'ascending';
  return (
    <th scope="col" aria-sort={isSorted ? direction : 'none'}>
      <button type="button" onClick={() => onSort({ by, descending: isSorted && !sort.descending })}>
        {by === 'key' ? 'Key' : 'Value'}
        {isSorted && <span class={`codicon codicon-arrow-${sort.descending ? 'down' : 'up'}`} aria-hidden="true" />}
      </button>
    </th>
  );
}

/** Longer texts are cut until somebody wants all. */
const foldedLength = 160;

export function LongText({ text }: { readonly text: string }): ComponentChild {
  const isOpen = useSignal(false);
  if (text === '') {
    return <span class="quiet">(empty)</span>;
  }
  if (text.length <= foldedLength && text.split('\n').length <= 4) {
    return <span class="text">{text}</span>;
  }
  return (
    <span class="text">
      {isOpen.value ? text : `${text.split('\n').slice(0, 3).join('\n').slice(0, foldedLength).trimEnd()}…`}
      <button type="button" class="link" aria-expanded={isOpen.value} onClick={() => (isOpen.value = !isOpen.value)}>
        {isOpen.value ? 'Show less' : `Show all ${text.length.toLocaleString('en')} characters`}
      </button>
    </span>
  );
}
