const units = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** A number of bytes in its largest unit, with up to three digits: `0 B`, `4.2 KB`, `120 MB`. A KB has 1024 bytes. Missing is ''. */
export function formatSize(bytes: number | undefined): string {
  if (bytes === undefined) {
    return '';
  }
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const amount = bytes / 1024 ** power;
  return `${power === 0 || amount >= 100 ? Math.round(amount) : amount.toFixed(1).replace(/\.0$/, '')} ${units[power]}`;
}
