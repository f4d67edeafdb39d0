import type { ComponentChild, ComponentChildren } from 'preact';
import type { RunPage } from './runPage.ts';
import type { SectionId } from './runUi.ts';

interface SectionProps {
  readonly page: RunPage;
  readonly id: SectionId;
  readonly title: string;
  /** How much there is of it, beside the title. */
  readonly count?: string | undefined;
  /** Controls at the end of the heading, while the section is unfolded. */
  readonly controls?: ComponentChild;
  readonly children: ComponentChildren;
}

/** A part of the page under a heading that folds it. */
export function Section({ page, id, title, count, controls, children }: SectionProps): ComponentChild {
  const isFolded = page.isFolded(id);
  return (
    <section class={`section ${id}`} aria-labelledby={`heading-${id}`}>
      <header>
        <h2 id={`heading-${id}`}>
          <button type="button" aria-expanded={!isFolded} onClick={() => page.fold(id, !isFolded)}>
            <span class={`codicon codicon-chevron-${isFolded ? 'right' : 'down'}`} aria-hidden="true" />
            {title}
          </button>
        </h2>
        {count !== undefined && <span class="amount">{count}</span>}
        <span class="spring" />
        {!isFolded && controls}
      </header>
      {!isFolded && <div class="content">{children}</div>}
    </section>
  );
}
