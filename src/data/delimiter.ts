const candidates = [',', '\t', ';', '|'].map((character) => character.charCodeAt(0));
const quote = 0x22;

/** The likely delimiter: of comma, tab, semicolon and bar the one that is most frequent in the first line, outside quotes; else comma. */
export function guessDelimiter(start: Uint8Array): number {
  const counts = new Map<number, number>();
  let isQuoted = false;
  for (const byte of start) {
    if (byte === quote) {
      isQuoted = !isQuoted;
    } else if (!isQuoted && (byte === 0x0a || byte === 0x0d)) {
      break;
    } else if (!isQuoted && candidates.includes(byte)) {
      counts.set(byte, (counts.get(byte) ?? 0) + 1);
    }
  }
  const [comma = 0x2c, ...others] = candidates;
  return others.reduce((best, other) => ((counts.get(other) ?? 0) > (counts.get(best) ?? 0) ? other : best), comma);
}
