import type { DataSource } from './dataJobs.ts';
import type { Disposable, Event } from '../util/events.ts';

/** Data in an editor or a file, as whoever shows it sees it. */
export interface DataDocument extends Disposable {
  readonly uri: string;
  /** The file's name. */
  readonly name: string;
  /** Whether it is open with edits that are not saved. */
  readonly isUnsaved: boolean;
  /** Whether edits are kept from extensions, because the file is too large; known once {@link DataDocument.source} has answered. */
  readonly hidesEdits?: boolean | undefined;
  /** Fires when {@link DataDocument.source} or {@link DataDocument.isUnsaved} would answer differently. */
  readonly onDidChange: Event<void>;
  /** The text as it is in the editor, or the file where none is open. */
  source(): Promise<DataSource>;
}
