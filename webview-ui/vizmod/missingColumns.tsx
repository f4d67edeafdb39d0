import type { ComponentChild } from 'preact';
import type { VisualizationView } from '../../src/protocol/visualizationPanel.ts';
import { ColumnMappingForm } from './columnMappingForm.tsx';
import type { DataChoices } from './dataChoices.ts';

interface MissingColumnsProps {
  readonly choices: DataChoices;
  readonly view: VisualizationView;
}

/** In place of a chart that lacks columns: which columns of the data may stand for them. */
export function MissingColumns({ choices, view }: MissingColumnsProps): ComponentChild {
  return (
    <div class="message">
      <p>
        <strong>{view.header.name}</strong> needs columns that <strong>{view.header.dataName}</strong> does not have by
        these names. Say which of its columns they are:
      </p>
      {view.dataHeader.length === 0 ? (
        <p>It has no header yet.</p>
      ) : (
        <ColumnMappingForm choices={choices} view={view} />
      )}
    </div>
  );
}
