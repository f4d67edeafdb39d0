import type { DataTable } from '../model/dataTable.ts';

/** Which column of the data stands for a column that a model asks for: the data's name by the model's. Others keep their names. */
export type ColumnMapping = ReadonlyMap<string, string>;

export const noMapping: ColumnMapping = new Map();

/**
 * The mapping as far as the data has the columns; a column that is its own namesake needs none.
 * @param isInherited whether it was made for other data: a column that is there by the model's own name then stays what it is
 */
export function usableMapping(mapping: ColumnMapping, header: readonly string[], isInherited = false): ColumnMapping {
  return new Map(
    [...mapping].filter(
      ([name, column]) => name !== column && header.includes(column) && !(isInherited && header.includes(name)),
    ),
  );
}

/** The data's names of columns that a model names, and those names themselves, for a mapping may turn out to be of no use. */
export function dataColumns(names: readonly string[], mapping: ColumnMapping): readonly string[] {
  return [...new Set(names.flatMap((name) => [name, mapping.get(name) ?? name]))];
}

/**
 * A table as the model sees it: each mapped column under the model's name for it, in place of one that has that name by itself. A column
 * that stands for several is there under each name, with the same values. The header stays as it is in the file.
 * @param names what the model asks for; other columns are left out. Absent: all stay
 */
export function mapColumns(table: DataTable, mapping: ColumnMapping, names?: readonly string[]): DataTable {
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  const mapped = new Map(columns);
  for (const [name, dataName] of usableMapping(mapping, table.header)) {
    const column = columns.get(dataName);
    if (column !== undefined) {
      mapped.set(name, { ...column, name });
    }
  }
  const wanted = names && new Set(names);
  return { ...table, columns: [...mapped.values()].filter(({ name }) => wanted?.has(name) ?? true) };
}
