import type { ComponentChild } from 'preact';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { ColumnType } from '../../src/model/dataTable.ts';
import type { VisualizationView } from '../../src/protocol/visualizationPanel.ts';
import { IconButton } from '../shared/controls.ts';
import type { DataChoices } from './dataChoices.ts';
import { RowsCompleter } from './rowsCompleter.ts';

interface RowsFilterProps {
  readonly choices: DataChoices;
  readonly view: VisualizationView;
}

const mistakeId = 'rows-mistake';
const listId = 'rows-suggestions';

/** A filter of the rows that are drawn. */
export function RowsFilter({ choices, view }: RowsFilterProps): ComponentChild {
  const completer = useMemo(() => new RowsCompleter(), []);
  const { rowsMistake } = view;
  const onTake = (index?: number): boolean => {
    const text = completer.take(choices.rows, index);
    if (text !== undefined) {
      choices.typeRows(text);
    }
    return text !== undefined;
  };
  return (
    <div class={rowsMistake === undefined ? 'rows-filter' : 'rows-filter invalid'}>
      <span class="codicon codicon-filter" aria-hidden="true" />
      <FilterInput
        choices={choices}
        completer={completer}
        columns={columnsOf(choices, view)}
        isInvalid={rowsMistake !== undefined}
        onTake={onTake}
      />
      <IconButton icon="close" label="Show all rows" onClick={() => choices.toggleFilter()} />
      <div class="rows-below">
        <p id={mistakeId} class="rows-mistake" role="status">
          {rowsMistake?.text}
        </p>
        <Suggestions completer={completer} onTake={onTake} />
      </div>
    </div>
  );
}

/** With their types once those are known. */
function columnsOf({ columns }: DataChoices, { dataHeader }: VisualizationView): readonly ColumnType[] {
  return columns.value.length > 0 ? columns.value : dataHeader.map((name) => ({ name, type: 'text' }));
}

interface FilterInputProps {
  readonly choices: DataChoices;
  readonly completer: RowsCompleter;
  readonly columns: readonly ColumnType[];
  readonly isInvalid: boolean;
  /** Takes the chosen suggestion. @returns whether there is one */
  readonly onTake: () => boolean;
}

/** The text of a combobox after the ARIA pattern. */
function FilterInput({ choices, completer, columns, isInvalid, onTake }: FilterInputProps): ComponentChild {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // A page that comes back with a filter must not take the focus from the editor.
    if (document.hasFocus()) {
      input.current?.focus();
    }
  }, []);
  const active = completer.active.value;
  const complete = ({ value, selectionStart }: HTMLInputElement): void =>
    completer.show(value, selectionStart ?? value.length, columns);
  return (
    <input
      ref={input}
      type="text"
      role="combobox"
      value={choices.rows}
      placeholder="Rows to draw: target != 2 AND species IN ('setosa', 'virginica')"
      aria-label="Filter rows"
      aria-autocomplete="list"
      aria-expanded={completer.isOpen}
      aria-controls={listId}
      aria-activedescendant={active === undefined ? undefined : `${listId}-${active}`}
      aria-invalid={isInvalid}
      aria-describedby={mistakeId}
      autocomplete="off"
      spellcheck={false}
      onInput={({ currentTarget }) => {
        choices.typeRows(currentTarget.value);
        complete(currentTarget);
      }}
      onKeyDown={(event) => {
        if (handleKey(event, completer, () => complete(event.currentTarget), onTake)) {
          event.preventDefault();
        } else if (event.key === 'Enter') {
          completer.close();
          choices.applyRows();
        }
      }}
      onBlur={() => completer.close()}
    />
  );
}

/** @returns whether the key is not to do what it usually does */
function handleKey(
  { key, ctrlKey }: KeyboardEvent,
  completer: RowsCompleter,
  complete: () => void,
  onTake: () => boolean,
): boolean {
  switch (key) {
    case 'ArrowDown':
    case 'ArrowUp':
      if (completer.isOpen) {
        completer.move(key === 'ArrowDown' ? 1 : -1);
      } else {
        complete();
      }
      return true;
    case ' ':
      if (ctrlKey) {
        complete();
      }
      return ctrlKey;
    case 'Enter':
    case 'Tab':
      return onTake();
    case 'Escape': {
      const { isOpen } = completer;
      completer.close();
      return isOpen;
    }
    default:
      return false;
  }
}

interface SuggestionsProps {
  readonly completer: RowsCompleter;
  readonly onTake: (index: number) => void;
}

function Suggestions({ completer, onTake }: SuggestionsProps): ComponentChild {
  return (
    <ul id={listId} class="rows-suggestions" role="listbox" aria-label="Suggestions" hidden={!completer.isOpen}>
      {completer.suggestions.value.map((text, index) => (
        <li
          key={text}
          id={`${listId}-${index}`}
          role="option"
          aria-selected={index === completer.active.value}
          // The box must keep the focus, or the list would be gone before the click.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onTake(index)}
        >
          {text}
        </li>
      ))}
    </ul>
  );
}
