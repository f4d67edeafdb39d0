/** Header cells as column names, as pandas.read_csv makes them: nameless ones are numbered, repeated ones get `.1`, `.2`, …. */
export function columnNames(cells: readonly string[]): string[] {
  const given = new Set(cells);
  const used = new Set<string>();
  return cells.map((cell, index) => {
    const base = cell === '' ? `Unnamed: ${index}` : cell;
    let name = base;
    for (let count = 1; used.has(name) || (name !== cell && given.has(name)); count++) {
      name = `${base}.${count}`;
    }
    used.add(name);
    return name;
  });
}
