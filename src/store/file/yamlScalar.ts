/**
 * Scalars as PyYAML's C dumper writes them (`allow_unicode=True`, width 80, libyaml 0.2), which is how MLflow writes its meta.yaml:
 * plain where that reads back as the same text, else single quoted, else double quoted; long ones are folded at spaces.
 */

const bestWidth = 80;
const longBreaks = '\r\u0085\u2028\u2029';

/** What YAML 1.1 takes for something other than a text (PyYAML resolver.py), and would have to be quoted. */
const otherTypes: readonly RegExp[] = [
  /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/,
  /^[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?$/,
  /^\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?$/,
  /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*$/,
  /^[-+]?\.(?:inf|Inf|INF)$/,
  /^\.(?:nan|NaN|NAN)$/,
  /^[-+]?(?:0b[0-1_]+|0[0-7_]+|(?:0|[1-9][0-9_]*)|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)$/,
  /^(?:~|null|Null|NULL|)$/,
  /^(?:<<|=)$/,
  /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/,
  /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?$/,
];

/** Whether an unquoted scalar is a text to PyYAML, rather than a number, a time, a truth value or null. */
export function isPlainText(scalar: string): boolean {
  return !otherTypes.some((pattern) => pattern.test(scalar));
}

/** Where a scalar is written: how many characters precede it on its line, and how far its further lines are indented. */
export interface ScalarPlace {
  readonly column: number;
  readonly indent: number;
}

/** A text as a YAML scalar that reads back as the same text. */
export function formatScalar(text: string, place: ScalarPlace): string {
  const characters = Array.from(text);
  const shape = analyse(characters);
  if (shape.plainAllowed && isPlainText(text)) {
    return fold(characters, '', place, { escape: (character) => character, breakBeforeBlank: false });
  }
  return shape.singleQuotedAllowed ? singleQuoted(characters, place) : doubleQuoted(characters, place);
}

interface Shape {
  readonly plainAllowed: boolean;
  readonly singleQuotedAllowed: boolean;
}

/** libyaml emitter.c, yaml_emitter_analyze_scalar. */
function analyse(characters: readonly string[]): Shape {
  const text = characters.join('');
  const isSpecial = !characters.every(isPrintable);
  const hasSpaceBeforeBreak = / [\n\r\u0085\u2028\u2029]/.test(text);
  const hasSpaceAfterBreak = /[\n\r\u0085\u2028\u2029] /.test(text);
  const hasBreak = characters.some(isBreak);
  const hasOuterBlank = /^[ \n\r\u0085\u2028\u2029]|[ \n\r\u0085\u2028\u2029]$/.test(text);
  const singleQuotedAllowed = !isSpecial && !hasSpaceBeforeBreak && !hasSpaceAfterBreak;
  return {
    plainAllowed: singleQuotedAllowed && !hasBreak && !hasOuterBlank && !hasIndicator(text),
    singleQuotedAllowed,
  };
}

/** Whether a scalar outside flow collections holds something that YAML would read as its own sign. */
function hasIndicator(text: string): boolean {
  return (
    /^(?:---|\.\.\.)/.test(text) ||
    /^[#,[\]{}&*!|>'"%@`]/.test(text) ||
    /^[-?:](?:[ \t]|$)/.test(text) ||
    /:(?:[ \t]|$)/.test(text) ||
    /[ \t]#/.test(text)
  );
}

function isBreak(character: string): boolean {
  return character === '\n' || longBreaks.includes(character);
}

/** As libyaml's IS_PRINTABLE, to which characters beyond the basic plane are not printable. */
function isPrintable(character: string): boolean {
  const code = character.codePointAt(0) ?? 0;
  return (
    code === 0x0a ||
    (code >= 0x20 && code <= 0x7e) ||
    (code >= 0xa0 && code <= 0xd7ff) ||
    (code >= 0xe000 && code <= 0xfffd && code !== 0xfeff)
  );
}

interface Folding {
  readonly escape: (character: string) => string;
  /** Whether a line may end before a run of several spaces, the next one then being escaped. */
  readonly breakBeforeBlank: boolean;
}

/** Writes characters that hold no line break, starting a new line at a space once the line is longer than it should be. */
function fold(characters: readonly string[], quote: string, place: ScalarPlace, folding: Folding): string {
  const line = new Line(place, quote);
  let previousWasSpace = false;
  for (const [index, character] of characters.entries()) {
    const isSpace = character === ' ';
    const isInside = quote === '' || (index > 0 && index < characters.length - 1);
    const nextIsSpace = characters[index + 1] === ' ';
    if (isSpace && isInside && !previousWasSpace && line.isLong && (folding.breakBeforeBlank || !nextIsSpace)) {
      line.startNext();
      line.write(nextIsSpace ? '\\' : '');
    } else {
      line.write(folding.escape(character));
    }
    previousWasSpace = isSpace;
  }
  return line.finish(quote);
}

/** libyaml emitter.c, yaml_emitter_write_single_quoted. */
function singleQuoted(characters: readonly string[], place: ScalarPlace): string {
  const line = new Line(place, "'");
  let previous: 'space' | 'break' | 'other' = 'other';
  for (const [index, character] of characters.entries()) {
    if (character === ' ') {
      const isInside = index > 0 && index < characters.length - 1;
      if (isInside && previous !== 'space' && line.isLong && characters[index + 1] !== ' ') {
        line.startNext();
      } else {
        line.write(' ');
      }
      previous = 'space';
    } else if (isBreak(character)) {
      if (previous !== 'break' && character === '\n') {
        line.breakWith('\n');
      }
      line.breakWith(character);
      previous = 'break';
    } else {
      if (previous === 'break') {
        line.indent();
      }
      line.write(character === "'" ? "''" : character);
      previous = 'other';
    }
  }
  if (previous === 'break') {
    line.indent();
  }
  return line.finish("'");
}

const shortEscapes: Readonly<Record<string, string>> = {
  '\0': '0',
  '\u0007': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\u001b': 'e',
  '"': '"',
  '\\': '\\',
  '\u0085': 'N',
  '\u2028': 'L',
  '\u2029': 'P',
};

function doubleQuoted(characters: readonly string[], place: ScalarPlace): string {
  return fold(characters, '"', place, { escape: escapeCharacter, breakBeforeBlank: true });
}

function escapeCharacter(character: string): string {
  const short = shortEscapes[character];
  if (short !== undefined) {
    return `\\${short}`;
  }
  if (isPrintable(character) && !isBreak(character)) {
    return character;
  }
  const code = character.codePointAt(0) ?? 0;
  const [letter, width] = code <= 0xff ? ['x', 2] : code <= 0xffff ? ['u', 4] : ['U', 8];
  return `\\${letter}${code.toString(16).toUpperCase().padStart(width, '0')}`;
}

/** The text written so far, and where its last line has got to. */
class Line {
  readonly #indent: number;
  #text: string;
  #column: number;

  constructor({ column, indent }: ScalarPlace, start: string) {
    this.#indent = indent;
    this.#text = start;
    this.#column = column + start.length;
  }

  get isLong(): boolean {
    return this.#column > bestWidth;
  }

  write(text: string): void {
    this.#text += text;
    this.#column += Array.from(text).length;
  }

  startNext(): void {
    this.breakWith('\n');
    this.indent();
  }

  breakWith(lineBreak: string): void {
    this.#text += lineBreak;
    this.#column = 0;
  }

  indent(): void {
    this.write(' '.repeat(Math.max(0, this.#indent - this.#column)));
  }

  finish(end: string): string {
    return this.#text + end;
  }
}

/**
 * A text in single quotes, as MLflow means it: YAML 1.1 takes these two for line breaks and drops the indentation after them; YAML 1.2,
 * which the library reads, does not.
 */
export function withoutIndentation(text: string): string {
  return text.replace(/([\u2028\u2029]) +/g, '$1');
}
