import type { ComponentChild } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

/** An entry of a menu; `undefined` in a list of them is a line between two groups. */
export interface MenuItem {
  readonly label: string;
  /** A codicon's name. */
  readonly icon?: string | undefined;
  /** For an entry that is a state: whether it is on. */
  readonly checked?: boolean | undefined;
  /** Keys that do the same, as the person reads them. */
  readonly keys?: string | undefined;
  readonly run: () => void;
}

interface PopupMenuProps {
  readonly label: string;
  readonly items: readonly (MenuItem | undefined)[];
  /** In the page; the menu moves so far that it can be seen whole. */
  readonly x: number;
  readonly y: number;
  readonly onClose: () => void;
}

/** A menu at a point of the page, which has the focus until it is closed. */
export function PopupMenu({ label, items, x, y, onClose }: PopupMenuProps): ComponentChild {
  const root = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const menu = root.current;
    if (menu !== null) {
      menu.style.left = `${Math.max(0, Math.min(x, window.innerWidth - menu.offsetWidth))}px`;
      menu.style.top = `${Math.max(0, Math.min(y, window.innerHeight - menu.offsetHeight))}px`;
      menu.querySelector('button')?.focus();
    }
  }, [x, y]);
  useEffect(() => {
    const closeOutside = (event: PointerEvent): void => {
      if (event.target instanceof Node && root.current?.contains(event.target) === false) {
        onClose();
      }
    };
    window.addEventListener('pointerdown', closeOutside);
    window.addEventListener('blur', onClose);
    return () => {
      window.removeEventListener('pointerdown', closeOutside);
      window.removeEventListener('blur', onClose);
    };
  }, [onClose]);
  return (
    <div class="popup-menu" role="menu" aria-label={label} ref={root} onKeyDown={(event) => pressed(event, onClose)}>
      {items.map((item, index) =>
        item === undefined ? (
          <hr key={`line ${String(index)}`} />
        ) : (
          <MenuButton key={item.label} item={item} onClose={onClose} />
        ),
      )}
    </div>
  );
}

function MenuButton({ item, onClose }: { readonly item: MenuItem; readonly onClose: () => void }): ComponentChild {
  const { label, icon, checked, keys, run } = item;
  const shownIcon = checked === true ? 'check' : icon;
  return (
    <button
      type="button"
      role={checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
      aria-checked={checked}
      tabIndex={-1}
      onClick={() => {
        onClose();
        run();
      }}
    >
      <span class={`codicon ${shownIcon === undefined ? '' : `codicon-${shownIcon}`}`} aria-hidden="true" />
      <span>{label}</span>
      {keys !== undefined && <span class="keys">{keys}</span>}
    </button>
  );
}

function pressed(event: KeyboardEvent & { readonly currentTarget: HTMLElement }, onClose: () => void): void {
  const buttons = [...event.currentTarget.querySelectorAll('button')];
  const active = buttons.findIndex((button) => button === document.activeElement);
  const target = { ArrowDown: active + 1, ArrowUp: active - 1, Home: 0, End: -1 }[event.key];
  if (target !== undefined) {
    buttons.at(target % buttons.length)?.focus();
  } else if (event.key === 'Escape' || event.key === 'Tab') {
    onClose();
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}
