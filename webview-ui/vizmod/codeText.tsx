import type { ComponentChild } from 'preact';

/** A sentence in which names stand in backticks. */
export function CodeText({ text }: { readonly text: string }): ComponentChild {
  return (
    <span>{text.split('`').map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))}</span>
  );
}
