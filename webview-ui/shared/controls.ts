import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { createElement, type ComponentChild, type ComponentChildren } from 'preact';

provideVSCodeDesignSystem().register(
  vsCodeButton(),
  vsCodeCheckbox(),
  vsCodeDropdown(),
  vsCodeOption(),
  vsCodeProgressRing(),
  vsCodeTextField(),
);

interface ButtonProps {
  readonly children: ComponentChildren;
  readonly onClick: () => void;
  readonly primary?: boolean;
  readonly disabled?: boolean;
}

export function Button({ children, onClick, primary = false, disabled = false }: ButtonProps): ComponentChild {
  return createElement('vscode-button', { appearance: primary ? 'primary' : 'secondary', disabled, onClick }, children);
}

interface IconButtonProps {
  /** A codicon's name. */
  readonly icon: string;
  /** What it does, for tooltip and screen reader. */
  readonly label: string;
  readonly onClick: () => void;
  /** For a toggle: whether it is on. */
  readonly pressed?: boolean;
  /** For a button that opens something: whether that is open. */
  readonly expanded?: boolean;
  /** Shown beside the icon. */
  readonly text?: string;
}

/** The toolkit's icon button cannot carry `aria-pressed`, so this is a plain button in VS Code's looks. */
export function IconButton({ icon, label, onClick, pressed, expanded, text }: IconButtonProps): ComponentChild {
  return createElement(
    'button',
    {
      type: 'button',
      class: 'icon-button',
      title: label,
      'aria-label': text === undefined ? label : undefined,
      'aria-pressed': pressed,
      'aria-expanded': expanded,
      onClick,
    },
    createElement('span', { class: `codicon codicon-${icon}`, 'aria-hidden': true }),
    text,
  );
}

interface CheckboxProps {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly children: ComponentChildren;
}

export function Checkbox({ checked, onChange, children }: CheckboxProps): ComponentChild {
  const changed = (event: Event): void => {
    const { target } = event;
    const isChecked = target instanceof HTMLElement && 'checked' in target && target.checked === true;
    // The toolkit announces the state that we set ourselves, too.
    if (isChecked !== checked) {
      onChange(isChecked);
    }
  };
  return createElement('vscode-checkbox', { checked, onChange: changed }, children);
}

interface TextFieldProps {
  readonly value: string;
  readonly label: string;
  readonly placeholder?: string;
  readonly icon?: string;
  readonly invalid?: boolean;
  /** Id of the element that says what is wrong. */
  readonly describedBy?: string;
  readonly onInput: (value: string) => void;
  readonly onKeyDown?: (event: KeyboardEvent) => void;
  readonly children?: ComponentChildren;
}

export function TextField(props: TextFieldProps): ComponentChild {
  const { value, label, placeholder = '', icon, invalid = false, describedBy, onInput, onKeyDown, children } = props;
  return createElement(
    'vscode-text-field',
    {
      value,
      placeholder,
      class: invalid ? 'invalid' : '',
      // The toolkit writes a label of its own when the field is connected, so ours has to come after that.
      ref: (element: Element | null) => element?.setAttribute('aria-label', label),
      'aria-invalid': invalid,
      'aria-describedby': describedBy,
      onInput: (event: Event) => onInput(textOf(event.target)),
      onKeyDown,
    },
    icon !== undefined &&
      createElement('span', { slot: 'start', class: `codicon codicon-${icon}`, 'aria-hidden': true }),
    children,
  );
}

interface DropdownProps<Value extends string> {
  readonly value: Value;
  readonly label: string;
  readonly options: readonly { readonly value: Value; readonly text: string }[];
  readonly onChange: (value: Value) => void;
}

export function Dropdown<Value extends string>({
  value,
  label,
  options,
  onChange,
}: DropdownProps<Value>): ComponentChild {
  const changed = (event: Event): void => {
    const chosen = options.find((option) => option.value === textOf(event.target));
    if (chosen !== undefined && chosen.value !== value) {
      onChange(chosen.value);
    }
  };
  return createElement(
    'vscode-dropdown',
    { 'aria-label': label, title: label, currentValue: value, onChange: changed },
    options.map((option) =>
      createElement(
        'vscode-option',
        { key: option.value, value: option.value, selected: option.value === value },
        option.text,
      ),
    ),
  );
}

export function ProgressRing({ label }: { readonly label: string }): ComponentChild {
  return createElement('vscode-progress-ring', { 'aria-label': label });
}

function textOf(target: EventTarget | null): string {
  return target instanceof HTMLElement && 'value' in target && typeof target.value === 'string' ? target.value : '';
}
