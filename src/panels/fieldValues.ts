import { parseDatasetUses } from '../model/dataset.ts';
import type { RunTable } from '../model/runTable.ts';
import type { FilterValuesField } from '../protocol/experimentPanel.ts';
import { textColumn } from '../search/fieldColumns.ts';
import { attributeField, datasetKeys } from '../search/runField.ts';

/** As many as anybody looks through, and no longer than fits a line. */
const maxValues = 200;
const maxLength = 200;

/** The distinct texts that active runs have in a field, those of most runs first. Run ids are nobody's to choose from: none. */
export function fieldValues(table: RunTable, field: FilterValuesField): string[] {
  const active = table.lifecycleStage.dictionary.indexOf('active');
  const textsOf = textReader(table, field);
  const counts = new Map<string, number>();
  for (let row = 0; row < table.length; row++) {
    if (table.lifecycleStage.code(row) === active) {
      for (const text of textsOf(row)) {
        counts.set(text, (counts.get(text) ?? 0) + 1);
      }
    }
  }
  return [...counts]
    .filter(([text]) => text !== '' && text.length <= maxLength)
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, maxValues)
    .map(([text]) => text);
}

function textReader(table: RunTable, { entity, key }: FilterValuesField): (row: number) => readonly string[] {
  if (entity === 'dataset') {
    const datasetKey = datasetKeys.find((known) => known === key);
    return (row) =>
      datasetKey === undefined
        ? []
        : [...new Set(parseDatasetUses(table.datasets.get(row)).flatMap((use) => use[datasetKey] ?? []))];
  }
  const field = entity === 'textAttribute' ? attributeField(key) : ({ entity, key } as const);
  const column =
    field === undefined || field.entity === 'metric' || field.entity === 'timeAttribute'
      ? undefined
      : textColumn(field, table);
  return (row) => {
    const text = column?.get(row);
    return text === undefined ? [] : [text];
  };
}
