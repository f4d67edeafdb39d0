import { useSignal } from '@preact/signals';
import type { ComponentChild } from 'preact';
import { describeError } from '../../src/model/describeError.ts';
import { fromWireError, type WireError } from '../../src/model/wireError.ts';
import { english } from '../../src/util/l10n.ts';
import type { ExperimentPage } from './experimentPage.ts';

/** What could not be read while the rest is shown: the first in a line, the others on demand. */
export function Problems({ page }: { readonly page: ExperimentPage }): ComponentChild {
  const isOpen = useSignal(false);
  const { problems = [], failure } = page.state.value?.counts ?? {};
  const { problem: viewProblem } = page.views.all.value;
  const sentences = [failure, viewProblem, ...problems].filter((problem) => problem !== undefined).map(sentence);
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

function sentence(error: WireError): string {
  return describeError(fromWireError(error), english);
}
