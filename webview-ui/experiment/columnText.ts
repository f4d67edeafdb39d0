import { formatExactNumber, formatNumber } from '../../src/model/formatNumber.ts';
import { formatAge, formatDuration } from '../../src/model/formatTime.ts';
import type { AttributeColumnKey, RunColumn, RunColumnSort } from '../../src/protocol/runColumn.ts';

interface AttributeColumn {
  readonly title: string;
  readonly description: string;
  readonly width: number;
}

const attributes: Readonly<Record<AttributeColumnKey, AttributeColumn>> = {
  startTime: { title: 'Age', description: 'How long ago the run started', width: 60 },
  duration: { title: 'Duration', description: 'From start to end', width: 84 },
  status: { title: 'Status', description: 'State of the run', width: 90 },
  source: { title: 'Source', description: 'The program that made the run', width: 110 },
  commit: { title: 'Commit', description: 'Git commit of the program that made the run', width: 80 },
  datasets: { title: 'Datasets', description: 'Data that the run used: name, digest, purpose', width: 150 },
  userId: { title: 'User', description: 'Who started the run', width: 90 },
  runId: { title: 'Run ID', description: "MLflow's id of the run", width: 120 },
  parent: { title: 'Parent', description: 'The run that this one belongs to', width: 130 },
};

/** Of a header beside its title, in pixels. */
const arrowAndPadding = 36;

const kindNames = { metric: 'Metric', param: 'Param', tag: 'Tag' } as const;

export function columnTitle(column: RunColumnSort['column']): string {
  switch (column.kind) {
    case 'runName':
      return 'Run';
    case 'attribute':
      return attributes[column.key].title;
    case 'metric':
    case 'param':
    case 'tag':
      return column.key;
  }
}

export function columnDescription(column: RunColumn): string {
  return column.kind === 'attribute' ? attributes[column.key].description : `${kindNames[column.kind]} ${column.key}`;
}

/** Wide enough for the title and for usual values. */
export function columnWidth(column: RunColumn): number {
  if (column.kind === 'attribute') {
    return attributes[column.key].width;
  }
  const least = column.kind === 'tag' ? 110 : 84;
  return Math.max(least, Math.min(200, arrowAndPadding + column.key.length * 8));
}

export function isNumberColumn(column: RunColumn): boolean {
  return (
    column.kind === 'metric' ||
    (column.kind === 'attribute' && (column.key === 'startTime' || column.key === 'duration'))
  );
}

/** A value as the table shows it. */
export function cellText(column: RunColumn, value: number | string | undefined, now: number): string {
  if (typeof value !== 'number') {
    return value === undefined ? '' : shortText(column, value);
  }
  if (column.kind === 'attribute') {
    return column.key === 'startTime' ? formatAge(value, now) : formatDuration(value);
  }
  return formatNumber(value);
}

const shortCommit = 7;

function shortText(column: RunColumn, text: string): string {
  if (column.kind !== 'attribute') {
    return text;
  }
  switch (column.key) {
    case 'commit':
      return text.slice(0, shortCommit);
    case 'source':
      // Scripts are known by their file, whatever system they ran on.
      return text.slice(text.search(/[^\\/]*$/));
    default:
      return text;
  }
}

/** The whole value as other programs read it: times in ISO 8601, durations in milliseconds. */
export function copiedText(column: RunColumn, value: number | string | undefined): string {
  if (typeof value !== 'number') {
    return value ?? '';
  }
  return column.kind === 'attribute' && column.key === 'startTime'
    ? new Date(value).toISOString()
    : formatExactNumber(value);
}

/** The whole value, for the tooltip. */
export function cellTitle(column: RunColumn, value: number | string | undefined): string {
  if (typeof value !== 'number') {
    return value ?? '';
  }
  return column.kind === 'attribute' && column.key === 'startTime'
    ? new Date(value).toLocaleString()
    : formatExactNumber(value);
}
