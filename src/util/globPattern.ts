/**
 * Whether a path with `/` between its folders is one of those that a glob names: `*` and `?` stay within a folder, `**` does not, `{a,b}`
 * are alternatives and `[a-z]` a set of characters, as in VS Code's settings.
 */
export function matchesGlob(glob: string, path: string): boolean {
  return new RegExp(`^${globSource(glob)}$`, 'u').test(path);
}

function globSource(glob: string): string {
  const pieces = glob.match(/\*\*\/|\*\*|\*|\?|\[!?[^\]]+\]|\{[^{}]*\}|./gsu) ?? [];
  return pieces.map(pieceSource).join('');
}

function pieceSource(piece: string): string {
  switch (piece) {
    case '**/':
      return '(?:.*/)?';
    case '**':
      return '.*';
    case '*':
      return '[^/]*';
    case '?':
      return '[^/]';
    default:
      return longPieceSource(piece);
  }
}

function longPieceSource(piece: string): string {
  if (piece.length > 1 && piece.startsWith('{')) {
    return `(?:${piece.slice(1, -1).split(',').map(globSource).join('|')})`;
  }
  if (piece.length > 1 && piece.startsWith('[')) {
    const isNegated = piece.startsWith('[!');
    const characters = piece.slice(isNegated ? 2 : 1, -1).replaceAll(/[\\^\][&]/g, String.raw`\$&`);
    return `[${isNegated ? '^' : ''}${characters}]`;
  }
  return piece.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
}
