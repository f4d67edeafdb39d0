import type { FieldResolver } from './fieldRule.ts';
import type { Filter, FilterExpression } from './filter.ts';
import { filterError } from './filterError.ts';
import { filterTokens, type FilterToken } from './filterTokens.ts';
import { parseComparison } from './parseComparison.ts';
import { isWord, TokenCursor } from './tokenCursor.ts';

const maxDepth = 100;

/**
 * Reads MLflow's filter grammar (3.18, search_utils.py): comparisons joined by AND, any number of ANDs or none between two of them.
 * Beyond MLflow: OR, NOT and parentheses, NOT binding closest and OR least; BETWEEN; and `=~`. Blank text holds for everything.
 * @param resolve what the entity that is searched has
 * @throws MlflowError invalidFilter, with the offending piece, its position and, where there is one, what to write in its place
 */
export function parseFilter<NumberField, TextField>(
  text: string,
  resolve: FieldResolver<NumberField, TextField>,
): Filter<NumberField, TextField> {
  return new FilterParser(new TokenCursor(filterTokens(text)), resolve).parse();
}

class FilterParser<NumberField, TextField> {
  readonly #cursor: TokenCursor;
  readonly #resolve: FieldResolver<NumberField, TextField>;
  #isMlflow = true;
  #depth = 0;

  constructor(cursor: TokenCursor, resolve: FieldResolver<NumberField, TextField>) {
    this.#cursor = cursor;
    this.#resolve = resolve;
  }

  parse(): Filter<NumberField, TextField> {
    const expression = this.#conjunction();
    if (this.#cursor.isAtEnd) {
      return { expression, isMlflow: this.#isMlflow };
    }
    const whole = this.#alternatives(expression);
    if (!this.#cursor.isAtEnd) {
      throw filterError(this.#cursor.current, 'there is no ( that it closes');
    }
    return { expression: whole, isMlflow: this.#isMlflow };
  }

  /** What follows the first of the terms that OR joins. */
  #alternatives(first: FilterExpression<NumberField, TextField>): FilterExpression<NumberField, TextField> {
    const terms = [this.#required(first)];
    while (this.#cursor.takeKeyword('OR')) {
      this.#isMlflow = false;
      terms.push(this.#required(this.#conjunction()));
    }
    return terms.length === 1 ? first : { kind: 'or', terms };
  }

  #required(expression: FilterExpression<NumberField, TextField>): FilterExpression<NumberField, TextField> {
    if (expression.kind === 'and' && expression.terms.length === 0) {
      throw filterError(this.#cursor.current, 'a comparison such as metrics.accuracy > 0.9 is missing here');
    }
    return expression;
  }

  #conjunction(): FilterExpression<NumberField, TextField> {
    const terms: FilterExpression<NumberField, TextField>[] = [];
    this.#skipAnds();
    while (!this.#isAtEndOfConjunction()) {
      terms.push(this.#term());
      this.#skipAnds();
    }
    const [first] = terms;
    return first !== undefined && terms.length === 1 ? first : { kind: 'and', terms };
  }

  #isAtEndOfConjunction(): boolean {
    const { current } = this.#cursor;
    return current.kind === 'end' || current.kind === 'close' || isWord(current, 'OR');
  }

  #skipAnds(): void {
    while (this.#cursor.takeKeyword('AND')) {
      // Each call takes one.
    }
  }

  #term(): FilterExpression<NumberField, TextField> {
    const start = this.#cursor.current;
    const isNegated = this.#cursor.takeKeyword('NOT');
    if (!isNegated && start.kind !== 'open') {
      const { comparison, isMlflow } = parseComparison(this.#cursor, this.#resolve);
      this.#isMlflow &&= isMlflow;
      return comparison;
    }
    this.#isMlflow = false;
    if (++this.#depth > maxDepth) {
      throw filterError(start, `no more than ${maxDepth} parentheses and NOTs within each other`);
    }
    const term = isNegated ? this.#negation() : this.#parentheses(start);
    this.#depth--;
    return term;
  }

  #negation(): FilterExpression<NumberField, TextField> {
    if (this.#isAtEndOfConjunction()) {
      throw filterError(this.#cursor.current, 'expected a comparison after NOT');
    }
    return { kind: 'not', term: this.#term() };
  }

  #parentheses(open: FilterToken): FilterExpression<NumberField, TextField> {
    this.#cursor.take();
    const expression = this.#alternatives(this.#conjunction());
    const close = this.#cursor.take();
    if (close.kind !== 'close') {
      throw filterError(close, `expected ) for the ( at position ${open.position + 1}`);
    }
    return expression;
  }
}
