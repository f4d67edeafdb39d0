import type { ComponentChild } from 'preact';
import type { RunDetails } from '../../src/protocol/runPanel.ts';
import { IconButton } from '../shared/controls.ts';
import { HtmlView } from './htmlView.tsx';
import type { RunPage } from './runPage.ts';
import { Section } from './section.tsx';

interface NoteSectionProps {
  readonly page: RunPage;
  readonly details: RunDetails;
}

/** The note; where there is none, the way to write one, in one line. */
export function NoteSection({ page, details: { readOnly } }: NoteSectionProps): ComponentChild {
  const html = page.noteHtml.value;
  const canEdit = readOnly === undefined;
  const edit = (): void => page.act({ kind: 'editNote' });
  if (html === '') {
    return canEdit ? (
      <p class="no-note">
        <button type="button" class="link inline" onClick={edit}>
          <span class="codicon codicon-edit" aria-hidden="true" /> Write a note
        </button>
      </p>
    ) : null;
  }
  return (
    <Section
      page={page}
      id="note"
      title="Note"
      controls={canEdit && <IconButton icon="edit" label="Edit the note" onClick={edit} />}
    >
      <HtmlView html={html} />
    </Section>
  );
}
