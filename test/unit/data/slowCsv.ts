/** Cells by row, character by character: slow, plain, and written apart from the scanner that it judges. Blank lines are no rows. */
export function slowCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let state: 'start' | 'plain' | 'quoted' = 'start';
  let hasQuote = false;
  const endCell = (): void => {
    row.push(cell);
    cell = '';
    state = 'start';
  };
  const endRow = (): void => {
    if (row.length > 0 || cell !== '' || hasQuote) {
      endCell();
      rows.push(row);
    }
    row = [];
    state = 'start';
    hasQuote = false;
  };
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (state === 'quoted') {
      if (character !== '"') {
        cell += character;
      } else if (text.charAt(index + 1) === '"') {
        cell += '"';
        index++;
      } else {
        state = 'plain';
      }
    } else if (character === '"' && state === 'start') {
      state = 'quoted';
      hasQuote = true;
    } else if (character === ',') {
      endCell();
    } else if (character === '\n' || character === '\r') {
      endRow();
    } else {
      cell += character;
      state = 'plain';
    }
  }
  endRow();
  return rows;
}
