import type { ComponentChild } from 'preact';
import { describeError } from '../../src/model/describeError.ts';
import type { MlflowError } from '../../src/model/mlflowError.ts';
import { english } from '../../src/util/l10n.ts';
import { IconButton, TextField } from '../shared/controls.ts';
import type { ExperimentPage } from './experimentPage.ts';

export function SearchBox({ page }: { readonly page: ExperimentPage }): ComponentChild {
  const { search } = page.ui.value;
  const error = page.searchError.value;
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape' && search !== '') {
      page.setSearch('');
    }
  };
  return (
    <div class="search" role="search">
      <TextField
        value={search}
        label="Search runs"
        placeholder="Search, or filter: metrics.accuracy > 0.9 AND params.kernel = 'rbf'"
        icon="search"
        invalid={error !== undefined}
        describedBy="search-error"
        onInput={(text) => page.setSearch(text)}
        onKeyDown={onKeyDown}
      />
      {search !== '' && <IconButton icon="close" label="Clear search" onClick={() => page.setSearch('')} />}
      <div id="search-error" class="search-error" role="status">
        {error !== undefined && <SearchError page={page} text={search} error={error} />}
      </div>
    </div>
  );
}

interface SearchErrorProps {
  readonly page: ExperimentPage;
  readonly text: string;
  readonly error: MlflowError;
}

/** Where in the text it is wrong, why, and the correction to take. */
function SearchError({ page, text, error }: SearchErrorProps): ComponentChild {
  const { what, detail, position, suggestion } = error.details;
  if (position === undefined) {
    return <p class="why">{describeError(error, english)}</p>;
  }
  const length = text.startsWith(what, position) ? what.length : 0;
  const end = position + length;
  const use = (): void => page.setSearch(text.slice(0, position) + (suggestion ?? '') + text.slice(end));
  return (
    <>
      <p class="where" aria-hidden="true">
        {text.slice(0, position)}
        <mark>{length === 0 ? ' ' : what}</mark>
        {text.slice(end)}
      </p>
      <p class="why">
        {sentenceCase(detail ?? describeError(error, english))}
        {suggestion !== undefined && (
          <button type="button" class="link" onClick={use}>
            Use {suggestion}
          </button>
        )}
      </p>
    </>
  );
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
