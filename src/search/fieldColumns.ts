import type { NumberColumn, TextColumn } from '../model/columns.ts';
import type { RunTable } from '../model/runTable.ts';
import type { NumberRunField, TextRunField } from './runField.ts';

type NumberField = Exclude<NumberRunField, { readonly entity: 'elapsed' }>;
type TextField = Exclude<TextRunField, { readonly entity: 'dataset' }>;

/** The numbers of a metric or a time; absent when no run has the metric. */
export function numberColumn(field: NumberField, table: RunTable): NumberColumn | undefined {
  if (field.entity === 'metric') {
    return table.metrics.get(field.key)?.values;
  }
  return field.key === 'start_time' ? table.startTime : table.endTime;
}

/** The texts of a param, tag or attribute; absent when no run has the key, and for run_id, which is not a column. */
export function textColumn(field: TextField, table: RunTable): TextColumn | undefined {
  switch (field.entity) {
    case 'param':
      return table.params.get(field.key);
    case 'tag':
      return table.tags.get(field.key);
    case 'textAttribute':
      return attributeColumn(field.key, table);
  }
}

function attributeColumn(
  key: Extract<TextField, { readonly entity: 'textAttribute' }>['key'],
  table: RunTable,
): TextColumn | undefined {
  switch (key) {
    case 'run_id':
      return undefined;
    case 'run_name':
      return table.runName;
    case 'status':
      return table.status;
    case 'user_id':
      return table.userId;
    case 'artifact_uri':
      return table.artifactUri;
  }
}
