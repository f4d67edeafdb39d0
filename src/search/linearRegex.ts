import { filterError } from './filterError.ts';
import { unquote, type FilterToken } from './filterTokens.ts';
import { parseRegex } from './parseRegex.ts';
import { compileRegex, type RegexProgram } from './regexProgram.ts';

/** Repetitions make a long program of a short expression. */
const maxProgramLength = 300;

/**
 * The expression that a filter has between quotes.
 * @throws MlflowError invalidFilter
 */
export function readRegex(token: FilterToken): LinearRegex {
  const program = compileRegex(parseRegex(unquote(token.text), token), maxProgramLength);
  if (!program.isWhole) {
    throw filterError(token, 'this expression is too long; repetitions count as often as they repeat');
  }
  return new LinearRegex(program);
}

/** All places where a match may be after some text. */
interface State {
  readonly places: readonly number[];
  readonly isMatch: boolean;
  readonly isMatchAtEnd: boolean;
  readonly next: Map<string, State>;
}

/** How many states and steps between them are remembered; past it, all are forgotten and found again as needed. */
const maxRemembered = 10_000;

/**
 * Whether an expression is found anywhere in a text, in steps that grow with the text's length alone: all ways to match are followed
 * at once, so that no expression, however hostile, makes it try them one after the other.
 */
export class LinearRegex {
  readonly #program: RegexProgram;
  readonly #start: State;
  #states = new Map<string, State>();
  #remembered = 0;

  constructor(program: RegexProgram) {
    this.#program = program;
    this.#start = this.#stateAt([program.first], true);
  }

  test(text: string): boolean {
    let state = this.#start;
    for (const character of text) {
      if (state.isMatch) {
        return true;
      }
      state = state.next.get(character) ?? this.#step(state, character);
    }
    return state.isMatch || state.isMatchAtEnd;
  }

  #step(state: State, character: string): State {
    const { instructions, first } = this.#program;
    const reached = state.places.flatMap((place) => {
      const instruction = instructions[place];
      return instruction?.kind === 'character' && instruction.matches(character) ? [instruction.next] : [];
    });
    // A match may also begin after this character.
    const next = this.#stateAt([...reached, first], false);
    if (++this.#remembered > maxRemembered) {
      this.#remembered = 0;
      this.#states = new Map();
      this.#start.next.clear();
      return next;
    }
    state.next.set(character, next);
    return next;
  }

  #stateAt(from: readonly number[], isStart: boolean): State {
    const places = this.#closure(from, isStart, false);
    const key = `${isStart}${places.join()}`;
    const known = this.#states.get(key);
    if (known !== undefined) {
      return known;
    }
    const isMatchAtEnd = this.#closure(places, isStart, true).includes(0);
    const state: State = { places, isMatch: places.includes(0), isMatchAtEnd, next: new Map() };
    this.#states.set(key, state);
    return state;
  }

  /** Where one can get to without a character, in ascending order. */
  #closure(from: readonly number[], isStart: boolean, isEnd: boolean): number[] {
    const seen = new Set(from);
    for (const place of seen) {
      const instruction = this.#program.instructions[place];
      if (instruction?.kind === 'fork') {
        instruction.next.forEach((next) => seen.add(next));
      } else if ((instruction?.kind === 'start' && isStart) || (instruction?.kind === 'end' && isEnd)) {
        seen.add(instruction.next);
      }
    }
    return [...seen].toSorted((a, b) => a - b);
  }
}
