import type { ComponentChild } from 'preact';
import type { VisualizationHeader } from '../../src/protocol/visualizationPanel.ts';
import { IconButton } from '../shared/controls.ts';
import type { VisualizationPage } from './visualizationPage.ts';

interface HeaderProps {
  readonly page: VisualizationPage;
  readonly header: VisualizationHeader;
}

/** Which model on which data, and how much of the data is shown. */
export function Header({ page, header }: HeaderProps): ComponentChild {
  const { name, modelUri, version, storedAs, checkedBy, dataName, isUnsaved } = header;
  const isTable = page.mode.value === 'table';
  return (
    <header class="header">
      <span class="pair">
        <strong>{name}</strong>
        <span class="quiet">
          {modelUri}
          {version === undefined ? '' : ` (v${version})`}
        </span>
        {storedAs !== undefined && (
          <span class="quiet" title="How the chart is stored in the model">
            {storedAs}
          </span>
        )}
        {checkedBy === 'inferred' && (
          <span
            class="quiet"
            title="The model has no signature; what it needs is read off its chart and the example stored with it"
          >
            inferred signature
          </span>
        )}
        <span class="codicon codicon-arrow-swap" role="img" aria-label="on" />
        <strong>{dataName}</strong>
        {isUnsaved && <span class="quiet">(unsaved)</span>}
      </span>
      <span class="spring" />
      <RowCount page={page} />
      <IconButton
        icon="filter"
        label={page.choices.isFiltering.value ? 'Show all rows' : 'Filter rows'}
        expanded={page.choices.isFiltering.value}
        onClick={() => page.choices.toggleFilter()}
      />
      {page.bound.value !== undefined && (
        <IconButton
          icon="list-selection"
          label="Choose columns"
          expanded={page.choices.isMapping.value}
          onClick={() => page.choices.toggleMapping()}
        />
      )}
      {page.bound.value !== undefined && (
        <IconButton
          icon={isTable ? 'graph-scatter' : 'table'}
          label={isTable ? 'Show the chart' : 'Show the rows as a table'}
          onClick={() => (page.mode.value = isTable ? 'chart' : 'table')}
        />
      )}
    </header>
  );
}

function RowCount({ page }: { readonly page: VisualizationPage }): ComponentChild {
  const bound = page.bound.value;
  if (bound === undefined) {
    return null;
  }
  const { table, rowCount, matchingRows, completeRows, reduced } = bound;
  const isPart = reduced === undefined && table.rowCount < matchingRows;
  const text = `${completeRows.toLocaleString('en')} of ${rowCount.toLocaleString('en')} rows`;
  const title = isPart ? 'Only the first rows are drawn' : countTitle(matchingRows < rowCount);
  return (
    <span class={completeRows < rowCount ? 'rows part' : 'rows'} role="status" title={title}>
      {isPart ? `first ${table.rowCount.toLocaleString('en')}: ${text}` : text}
    </span>
  );
}

function countTitle(isFiltered: boolean): string {
  const complete = 'Rows with a value in every column that the chart measures';
  return isFiltered ? `${complete}, of those that the filter leaves` : complete;
}
