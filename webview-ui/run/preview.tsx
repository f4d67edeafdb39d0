import { useSignal } from '@preact/signals';
import type { ComponentChild } from 'preact';
import { useEffect } from 'preact/hooks';
import { describeError } from '../../src/model/describeError.ts';
import { MlflowError } from '../../src/model/mlflowError.ts';
import { runPanel, type ArtifactItem, type ArtifactPreview, type RunPageAction } from '../../src/protocol/runPanel.ts';
import { english } from '../../src/util/l10n.ts';
import { Button, IconButton } from '../shared/controls.ts';
import { formatSize } from './formatSize.ts';
import { HtmlFrame } from './htmlFrame.tsx';
import { HtmlView } from './htmlView.tsx';
import { ImageView } from './imageView.tsx';
import { ModelCardView } from './modelCardView.tsx';
import { PreviewTableView } from './previewTableView.tsx';
import type { RunPage } from './runPage.ts';

interface PreviewProps {
  readonly page: RunPage;
  readonly canDelete: boolean;
}

/** A look into the chosen artifact, and what can be done with it. */
export function Preview({ page, canDelete }: PreviewProps): ComponentChild {
  const item = page.artifact.value;
  if (item === undefined) {
    return (
      <div class="preview">
        <p class="nothing">Choose a file to look into it here.</p>
      </div>
    );
  }
  return (
    <div class="preview" role="region" aria-label={`Preview of ${item.path}`}>
      <PreviewHeader page={page} item={item} canDelete={canDelete} />
      <Content key={`${item.path} ${page.artifactRevision.value}`} page={page} item={item} />
    </div>
  );
}

type ArtifactCommand = Extract<RunPageAction, { readonly kind: 'artifact' }>['command'];

const commands: readonly { readonly command: ArtifactCommand; readonly icon: string; readonly label: string }[] = [
  { command: 'open', icon: 'go-to-file', label: 'Open in an editor' },
  { command: 'download', icon: 'save-as', label: 'Save as…' },
  { command: 'copyPath', icon: 'copy', label: 'Copy the path' },
  { command: 'copyUri', icon: 'link', label: 'Copy the URI' },
  { command: 'copySnippet', icon: 'code', label: 'Copy Python code that gets it' },
  { command: 'delete', icon: 'trash', label: 'Delete…' },
];

function PreviewHeader({ page, item, canDelete }: PreviewProps & { readonly item: ArtifactItem }): ComponentChild {
  const { path, isDirectory, size } = item;
  const offered = commands.filter(
    ({ command }) => (command !== 'open' || !isDirectory) && (command !== 'delete' || canDelete),
  );
  return (
    <header>
      <h3 title={path}>{path.split('/').at(-1)}</h3>
      <span class="quiet">{formatSize(size)}</span>
      <span class="spring" />
      <span class="buttons">
        {offered.map(({ command, icon, label }) => (
          <IconButton
            key={command}
            icon={icon}
            label={label}
            onClick={() => page.act({ kind: 'artifact', command, path, isDirectory })}
          />
        ))}
      </span>
    </header>
  );
}

function Content({ page, item }: { readonly page: RunPage; readonly item: ArtifactItem }): ComponentChild {
  const shown = useSignal<ArtifactPreview | MlflowError | undefined>(undefined);
  useEffect(() => {
    const controller = new AbortController();
    page.rpc.request(runPanel.preview, item, controller.signal).then(
      (preview) => {
        shown.value = preview;
      },
      (error: unknown) => {
        if (!controller.signal.aborted) {
          shown.value = MlflowError.is(error) ? error : new MlflowError('internal', { what: String(error) });
        }
      },
    );
    return () => controller.abort();
  }, []);
  const preview = shown.value;
  if (preview === undefined) {
    return <p class="nothing">Reading…</p>;
  }
  if (preview instanceof MlflowError) {
    return <NoPreview page={page} item={item} text={describeError(preview, english)} />;
  }
  return <Shown page={page} item={item} preview={preview} />;
}

interface ShownProps {
  readonly page: RunPage;
  readonly item: ArtifactItem;
  readonly preview: ArtifactPreview;
}

function Shown({ page, item, preview }: ShownProps): ComponentChild {
  switch (preview.kind) {
    case 'image':
      return <ImageView bytes={preview.bytes} mediaType={preview.mediaType} name={item.path} />;
    case 'table':
      return <PreviewTableView table={preview.table} label={item.path} onCopy={(text) => page.copy(text)} />;
    case 'markdown':
      return (
        <div class="scroll" tabIndex={0}>
          <HtmlView html={preview.html} />
        </div>
      );
    case 'html':
      return <HtmlFrame html={preview.html} title={item.path} />;
    case 'model':
      return (
        <div class="scroll" tabIndex={0}>
          <ModelCardView card={preview.card} onCopy={(text) => page.copy(text)} />
        </div>
      );
    case 'text':
      return <TextView preview={preview} />;
    case 'folder':
      return (
        <p class="nothing">
          {preview.entryCount === 1 ? '1 file or folder.' : `${preview.entryCount} files and folders.`}
        </p>
      );
    case 'binary':
      return <NoPreview page={page} item={item} text="This kind of file has no preview." />;
  }
}

function TextView({
  preview,
}: {
  readonly preview: Extract<ArtifactPreview, { readonly kind: 'text' }>;
}): ComponentChild {
  const { text, shownLines, lineCount } = preview;
  return (
    <>
      {shownLines < lineCount && (
        <p class="quiet extent">{`First ${shownLines.toLocaleString('en')} of ${lineCount.toLocaleString('en')} lines`}</p>
      )}
      {text === '' ? (
        <p class="nothing">The file is empty.</p>
      ) : (
        <pre class="scroll" tabIndex={0}>
          {text}
        </pre>
      )}
    </>
  );
}

interface NoPreviewProps {
  readonly page: RunPage;
  readonly item: ArtifactItem;
  readonly text: string;
}

function NoPreview({ page, item: { path, isDirectory }, text }: NoPreviewProps): ComponentChild {
  return (
    <div class="message">
      <p>{text}</p>
      {!isDirectory && (
        <Button onClick={() => page.act({ kind: 'artifact', command: 'open', path, isDirectory })}>
          Open in an editor
        </Button>
      )}
    </div>
  );
}
