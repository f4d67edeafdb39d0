import { useSignal } from '@preact/signals';
import type { ComponentChild } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { describeError } from '../../src/model/describeError.ts';
import { fromWireError } from '../../src/model/wireError.ts';
import type { KeyValue, RunDetails } from '../../src/protocol/runPanel.ts';
import { english } from '../../src/util/l10n.ts';
import { IconButton } from '../shared/controls.ts';
import { FilterBox } from './filterBox.tsx';
import { amount, filteredEntries } from './keyValues.ts';
import { KeyValueTable } from './keyValueTable.tsx';
import type { RunPage } from './runPage.ts';
import { Section } from './section.tsx';

interface TagsSectionProps {
  readonly page: RunPage;
  readonly details: RunDetails;
}

/** The person's tags, edited in place, and MLflow's own, which the rest of the page is made of. */
export function TagsSection({ page, details: { tags, readOnly } }: TagsSectionProps): ComponentChild {
  const edited = useSignal<string | undefined>(undefined);
  const isAdding = useSignal(false);
  const filter = page.ui.value.filters.tags;
  const own = tags.filter(([key]) => key.startsWith('mlflow.'));
  const theirs = tags.filter(([key]) => !key.startsWith('mlflow.'));
  const canEdit = readOnly === undefined;
  const controls = (
    <>
      <FilterBox page={page} id="tags" label="Filter tags" count={theirs.length} />
      {canEdit && <IconButton icon="add" label="Add a tag" onClick={() => (isAdding.value = true)} />}
    </>
  );
  return (
    <>
      <Section
        page={page}
        id="tags"
        title="Tags"
        count={amount(filteredEntries(theirs, filter).length, theirs.length)}
        controls={controls}
      >
        <Refusal page={page} readOnly={readOnly} />
        <Undo page={page} />
        {isAdding.value && <NewTag page={page} onDone={() => (isAdding.value = false)} />}
        {theirs.length === 0 ? (
          !isAdding.value && <p class="nothing">No tags.</p>
        ) : (
          <KeyValueTable
            label="Tags"
            entries={theirs}
            filter={filter}
            onCopy={(value) => page.copy(value)}
            valueOf={(entry) =>
              entry[0] === edited.value ? (
                <TagEditor page={page} entry={entry} onDone={() => (edited.value = undefined)} />
              ) : undefined
            }
            actionsOf={([key]) =>
              canEdit && (
                <>
                  <IconButton icon="edit" label={`Edit the tag ${key}`} onClick={() => (edited.value = key)} />
                  <IconButton icon="trash" label={`Delete the tag ${key}`} onClick={() => void page.deleteTag(key)} />
                </>
              )
            }
          />
        )}
      </Section>
      {own.length > 0 && (
        <Section page={page} id="ownTags" title="MLflow’s own tags" count={own.length.toLocaleString('en')}>
          <KeyValueTable label="MLflow’s own tags" entries={own} filter={filter} onCopy={(value) => page.copy(value)} />
        </Section>
      )}
    </>
  );
}

/** Why nothing can be edited, or why the last change was not made. */
function Refusal({ page, readOnly }: { readonly page: RunPage } & Pick<RunDetails, 'readOnly'>): ComponentChild {
  const error = page.refusal.value ?? (readOnly && fromWireError(readOnly));
  return error === undefined ? null : (
    <p class="refusal" role="status">
      <span class="codicon codicon-lock" aria-hidden="true" />
      {describeError(error, english)}
    </p>
  );
}

function Undo({ page }: { readonly page: RunPage }): ComponentChild {
  const tag = page.deletedTag.value;
  return tag === undefined ? null : (
    <p class="comparison" role="status">
      <span>Deleted the tag {tag[0]}.</span>
      <button type="button" class="link" onClick={() => void page.undeleteTag()}>
        Undo
      </button>
    </p>
  );
}

interface TagEditorProps {
  readonly page: RunPage;
  readonly entry: KeyValue;
  readonly onDone: () => void;
}

/** Enter saves, Escape and leaving do not. */
function TagEditor({ page, entry: [key, value], onDone }: TagEditorProps): ComponentChild {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.select(), []);
  const save = async (text: string): Promise<void> => {
    if (text === value || (await page.setTag(key, text))) {
      onDone();
    }
  };
  return (
    <input
      ref={input}
      class="edit"
      type="text"
      defaultValue={value}
      aria-label={`Value of ${key}`}
      onKeyDown={(event) => {
        if (event.key === 'Enter') {
          void save(event.currentTarget.value);
        } else if (event.key === 'Escape') {
          onDone();
        }
      }}
      onBlur={onDone}
    />
  );
}

function NewTag({ page, onDone }: { readonly page: RunPage; readonly onDone: () => void }): ComponentChild {
  const [key, value] = [useRef<HTMLInputElement>(null), useRef<HTMLInputElement>(null)];
  useEffect(() => key.current?.focus(), []);
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const [name, text] = [key.current?.value.trim() ?? '', value.current?.value ?? ''];
    if (name !== '' && (await page.setTag(name, text))) {
      onDone();
    }
  };
  return (
    <form
      class="new-tag"
      aria-label="New tag"
      onSubmit={(event) => void save(event)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          onDone();
        }
      }}
    >
      <input ref={key} class="edit" type="text" placeholder="Key" aria-label="Key of the new tag" required />
      <input ref={value} class="edit" type="text" placeholder="Value" aria-label="Value of the new tag" />
      <button type="submit" class="icon-button" title="Set the tag" aria-label="Set the tag">
        <span class="codicon codicon-check" aria-hidden="true" />
      </button>
      <IconButton icon="close" label="Do not add a tag" onClick={onDone} />
    </form>
  );
}
