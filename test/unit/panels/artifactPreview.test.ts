import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dataJobHandlers } from '../../../src/data/dataJobHandlers.ts';
import { artifactPreview } from '../../../src/panels/artifactPreview.ts';
import type { ArtifactPreview } from '../../../src/protocol/runPanel.ts';
import type { ArtifactRepository } from '../../../src/store/artifactRepository.ts';
import { inlineJobs } from '../../../src/store/inlineJobs.ts';
import { openStore } from '../../../src/store/openStore.ts';
import { unpackFixtureStore, type FixtureStore } from '../../support/fixtureStores.ts';
import { testStoreEnvironment } from '../../support/testStoreEnvironment.ts';

let fixture: FixtureStore;
let repository: ArtifactRepository;
const reader = inlineJobs(dataJobHandlers());

beforeAll(async () => {
  fixture = unpackFixtureStore('v3-mlruns');
  const store = await openStore(join(fixture.folder, 'mlruns'), testStoreEnvironment());
  repository = await store.tracking.artifacts(String(fixture.manifest['artifacts']));
});

afterAll(() => {
  fixture.dispose();
});

async function previewOf(path: string, size?: number): Promise<ArtifactPreview> {
  const parts = {
    readTable: async (source: Parameters<typeof reader.run<'readTable'>>[1]['source']) =>
      await reader.run('readTable', { source }),
    renderMarkdown: async (text: string) => await Promise.resolve(`rendered: ${text.trim()}`),
  };
  const isDirectory = !path.split('/').at(-1)?.includes('.');
  const source = { repository, snippetFor: (folder: string) => `load ${folder}` };
  return await artifactPreview(source, { path, isDirectory, size }, parts, new AbortController().signal);
}

/** Writes a file among the run's artifacts. */
function lay(name: string, content: string | Uint8Array): string {
  writeFileSync(join(repository.localPath('') ?? '', name), content);
  return name;
}

describe('artifactPreview', () => {
  it('hands over a picture with its type', async () => {
    const preview = await previewOf('dot.png');
    expect([preview.kind, 'mediaType' in preview && preview.mediaType]).toEqual(['image', 'image/png']);
  });

  it('shows CSV as a table', async () => {
    expect(await previewOf('data/rows.csv')).toEqual({
      kind: 'table',
      table: {
        columns: [
          { name: 'a', isNumber: true },
          { name: 'b', isNumber: true },
          { name: 'name', isNumber: false },
        ],
        rows: [
          ['1', '2', 'x'],
          ['3', '4', 'y, z'],
        ],
        rowCount: 2,
      },
    });
  });

  it('shows what log_table wrote as a table, missing values as nothing', async () => {
    expect(await previewOf('eval/table.json')).toEqual({
      kind: 'table',
      table: {
        columns: [
          { name: 'q', isNumber: false },
          { name: 'out', isNumber: false },
          { name: 'score', isNumber: true },
        ],
        rows: [
          ['a', 'c', '0.5'],
          ['b', 'd', ''],
          ['e', 'f', '1'],
        ],
        rowCount: 3,
      },
    });
  });

  it('says of a long table how many rows there are', async () => {
    const data = Array.from({ length: 2500 }, (_, row) => [row]);
    const preview = await previewOf(lay('long.json', JSON.stringify({ columns: ['n'], data })));
    expect(preview.kind === 'table' && [preview.table.rows.length, preview.table.rowCount]).toEqual([1000, 2500]);
  });

  it('lays out JSON that stands on one line, and leaves other text as it is', async () => {
    expect([
      await previewOf(lay('one.json', '{"a":[1,2]}')),
      await previewOf(lay('broken.json', '{"a":')),
      await previewOf(lay('page.html', '<p>hello</p>')),
    ]).toEqual([
      { kind: 'text', text: '{\n  "a": [\n    1,\n    2\n  ]\n}', shownLines: 6, lineCount: 6 },
      { kind: 'text', text: '{"a":', shownLines: 1, lineCount: 1 },
      { kind: 'html', html: '<p>hello</p>' },
    ]);
  });

  it('says of a long text how many lines there are', async () => {
    const preview = await previewOf(lay('long.log', 'line\n'.repeat(6000)));
    expect(preview.kind === 'text' && [preview.shownLines, preview.lineCount, preview.text.length]).toEqual([
      5000,
      6001,
      5000 * 5 - 1,
    ]);
  });

  it('has Markdown rendered', async () => {
    expect(await previewOf(lay('notes.md', '# Hello\n'))).toEqual({ kind: 'markdown', html: 'rendered: # Hello' });
  });

  it('knows what is no text', async () => {
    expect([await previewOf('bin/blob.bin'), await previewOf(lay('latin.txt', Uint8Array.of(0xe4, 0x6e)))]).toEqual([
      { kind: 'binary' },
      { kind: 'binary' },
    ]);
  });

  it('counts what is in a folder', async () => {
    expect(await previewOf('notes')).toEqual({ kind: 'folder', entryCount: 1 });
  });

  it('reads no file that is too long for the page, and says so', async () => {
    await expect(previewOf('dot.png', 21 * 1024 * 1024)).rejects.toMatchObject({
      reason: 'tooLarge',
      details: { what: 'dot.png', detail: 'the page shows up to 20 MB' },
    });
  });
});
