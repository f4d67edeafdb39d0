import type { ComponentChild } from 'preact';
import type { VisualizationView } from '../../src/protocol/visualizationPanel.ts';

/** In place of a chart that lacks columns: what the data has instead. */
export function MissingColumns({ view }: { readonly view: VisualizationView }): ComponentChild {
  const suggested = new Set(view.findings.map(({ suggestion }) => suggestion));
  return (
    <div class="message">
      <p>
        <strong>{view.header.name}</strong> needs columns that <strong>{view.header.dataName}</strong> does not have.
        These are its columns:
      </p>
      <ul class="columns" aria-label={`Columns of ${view.header.dataName}`}>
        {view.dataHeader.map((name) => (
          <li key={name} class={suggested.has(name) ? 'suggested' : ''}>
            <code>{name}</code>
            {suggested.has(name) && <span class="visually-hidden"> (may be meant)</span>}
          </li>
        ))}
      </ul>
      {view.dataHeader.length === 0 && <p>It has no header yet.</p>}
    </div>
  );
}
