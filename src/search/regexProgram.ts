import type { RegexNode } from './parseRegex.ts';

/** What is done at one place of a program; places are indexes into it. */
export type RegexInstruction =
  | { readonly kind: 'character'; readonly matches: (character: string) => boolean; readonly next: number }
  | { readonly kind: 'start' | 'end'; readonly next: number }
  | { readonly kind: 'fork'; readonly next: readonly number[] };

export interface RegexProgram {
  /** Place 0 stands for the match. */
  readonly instructions: readonly (RegexInstruction | undefined)[];
  readonly first: number;
  /** False when the expression needs more instructions than it may have: the program then is of no use. */
  readonly isWhole: boolean;
}

/** Turns an expression into a program of at most about `maxLength` instructions, which bound the work for one character of a text. */
export function compileRegex(root: RegexNode, maxLength = Infinity): RegexProgram {
  const instructions: (RegexInstruction | undefined)[] = [undefined];
  const add = (instruction: RegexInstruction): number => instructions.push(instruction) - 1;

  /** Builds backwards: `next` is the place to go to when the node has matched. @returns where the node begins */
  const build = (node: RegexNode, next: number): number => {
    if (instructions.length > maxLength) {
      return next;
    }
    switch (node.kind) {
      case 'character':
        return add({ kind: 'character', matches: node.matches, next });
      case 'start':
      case 'end':
        return add({ kind: node.kind, next });
      case 'sequence':
        return node.nodes.reduceRight((after, part) => build(part, after), next);
      case 'choice':
        return add({ kind: 'fork', next: node.nodes.map((part) => build(part, next)) });
      case 'repeat':
        return repeat(node, next);
    }
  };

  const repeat = ({ node, min, max }: Extract<RegexNode, { kind: 'repeat' }>, next: number): number => {
    let place = max === undefined ? loop(node, next) : next;
    for (let i = min; i < (max ?? min) && instructions.length <= maxLength; i++) {
      place = add({ kind: 'fork', next: [build(node, place), next] });
    }
    for (let i = 0; i < min && instructions.length <= maxLength; i++) {
      place = build(node, place);
    }
    return place;
  };

  const loop = (node: RegexNode, next: number): number => {
    const place = add({ kind: 'fork', next: [] });
    instructions[place] = { kind: 'fork', next: [build(node, place), next] };
    return place;
  };

  const first = build(root, 0);
  return { instructions, first, isWhole: instructions.length <= maxLength };
}
