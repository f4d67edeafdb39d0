import { useSignal } from '@preact/signals';
import type { ComponentChild } from 'preact';
import { describeError } from '../../src/model/describeError.ts';
import { MlflowError } from '../../src/model/mlflowError.ts';
import type { WireError } from '../../src/protocol/rpc.ts';
import { english } from '../../src/util/l10n.ts';
import type { ExperimentPage } from './experimentPage.ts';

/** What could not be read while the rest is shown: the first in a line, the others on demand. */
export function Problems({ page }: { readonly page: ExperimentPage }): ComponentChild {
  const isOpen = useSignal(false);
  const { problems = [], failure } = page.state.value?.counts ?? {};
  const sentences = [...(failure === undefined ? [] : [failure]), ...problems].map(sentence);
  const [first, ...others] = sentences;
  if (first === undefined) {
    return null;
  }
  const toggle = (): void => {
    isOpen.value = !isOpen.value;
  };
  return (
    <div class="problems" role="status">
      <span class="codicon codicon-warning" aria-hidden="true" />
      <div class="sentences">
        {(isOpen.value ? sentences : [first]).map((text) => (
          <p key={text}>{text}</p>
        ))}
      </div>
      {others.length > 0 && (
        <button type="button" class="link" aria-expanded={isOpen.value} onClick={toggle}>
          {isOpen.value ? 'Show less' : `and ${others.length.toLocaleString()} more`}
        </button>
      )}
    </div>
  );
}

function sentence({ reason, details }: WireError): string {
  return describeError(new MlflowError(reason, details), english);
}
