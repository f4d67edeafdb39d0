import type { ArtifactItem } from '../../src/protocol/runPanel.ts';

const icons: Readonly<Record<string, string>> = {
  png: 'file-media',
  jpg: 'file-media',
  jpeg: 'file-media',
  gif: 'file-media',
  webp: 'file-media',
  svg: 'file-media',
  csv: 'table',
  tsv: 'table',
  parquet: 'table',
  json: 'json',
  md: 'markdown',
  html: 'globe',
  py: 'file-code',
  yaml: 'file-code',
  yml: 'file-code',
  pkl: 'file-binary',
  zip: 'file-zip',
};

/** A codicon's name, by the kind of file. */
export function fileIcon({ path, isDirectory }: ArtifactItem, isOpen: boolean): string {
  if (isDirectory) {
    return isOpen ? 'folder-opened' : 'folder';
  }
  return icons[path.slice(path.lastIndexOf('.') + 1).toLowerCase()] ?? 'file';
}
