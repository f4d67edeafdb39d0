import type { ComponentChild, RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import type { FilterCompleter, TypedText } from './filterCompleter.ts';
import { suggestionId, suggestionListId } from './suggestionList.tsx';

const placeholder = "Search, or filter: metrics.accuracy > 0.9 AND params.kernel = 'rbf'";

interface SearchInputProps {
  readonly input: RefObject<HTMLInputElement | null>;
  readonly completer: FilterCompleter;
  readonly text: string;
  readonly isInvalid: boolean;
  /** Id of the element that says what is wrong. */
  readonly describedBy: string;
  readonly onChange: (text: string) => void;
  /** Takes the chosen suggestion. @returns whether there is one */
  readonly onTake: () => boolean;
}

/**
 * The text of a combobox after the ARIA pattern: suggestions come as one types, and none is chosen until one is picked with the arrows
 * or Ctrl+Space, so that Enter and Tab keep their usual meaning.
 */
export function SearchInput(props: SearchInputProps): ComponentChild {
  const { input, completer, text, isInvalid, describedBy, onChange } = props;
  const isOpen = completer.suggestions.value.length > 0;
  const active = completer.active.value;
  useLayoutEffect(() => keepInView(active), [active]);
  return (
    <input
      ref={input}
      type="text"
      role="combobox"
      value={text}
      placeholder={placeholder}
      aria-label="Search runs"
      aria-autocomplete="list"
      aria-expanded={isOpen}
      aria-controls={isOpen ? suggestionListId : undefined}
      aria-activedescendant={active === undefined ? undefined : suggestionId(active)}
      aria-invalid={isInvalid}
      aria-describedby={describedBy}
      autocomplete="off"
      spellcheck={false}
      onInput={({ currentTarget }) => {
        onChange(currentTarget.value);
        completer.show(typedIn(currentTarget), false);
      }}
      onKeyDown={(event) => {
        if (handleKey(event, props)) {
          event.preventDefault();
          event.stopPropagation();
        }
      }}
      onClick={() => completer.close()}
      onBlur={() => completer.close()}
    />
  );
}

function typedIn({ value, selectionStart }: HTMLInputElement): TypedText {
  return { text: value, cursor: selectionStart ?? value.length };
}

/** @returns whether the key is not to do what it usually does */
function handleKey(
  event: KeyboardEvent & { readonly currentTarget: HTMLInputElement },
  { completer, text, onChange, onTake }: SearchInputProps,
): boolean {
  switch (event.key) {
    case 'ArrowDown':
    case 'ArrowUp':
      if (completer.isOpen) {
        completer.move(event.key === 'ArrowDown' ? 1 : -1);
      } else {
        completer.show(typedIn(event.currentTarget), true);
      }
      return true;
    case ' ':
      if (event.ctrlKey) {
        completer.show(typedIn(event.currentTarget), true);
      }
      return event.ctrlKey;
    case 'Enter':
    case 'Tab':
      return !event.shiftKey && onTake();
    case 'Escape':
      if (completer.isOpen) {
        completer.close();
        return true;
      }
      if (text !== '') {
        onChange('');
      }
      return text !== '';
    default:
      return false;
  }
}

function keepInView(active: number | undefined): void {
  if (active !== undefined) {
    document.querySelector(`#${suggestionId(active)}`)?.scrollIntoView({ block: 'nearest' });
  }
}
