import type * as vscode from 'vscode';
import type { Choice, Prompts } from '../../../src/host/prompts.ts';

/** What the person does at one question: picks the choice of this label, types a text, agrees, or selects files. */
export type Answer =
  | { readonly pick: string }
  | { readonly type: string }
  | { readonly confirm: boolean }
  | { readonly files: readonly vscode.Uri[] }
  | { readonly saveFile: vscode.Uri };

export interface ScriptedPrompts extends Prompts {
  /** Every question so far, with the choices it offered. */
  readonly asked: readonly string[];
}

/** A person who gives these answers in this order; a question beyond them, or of another kind, fails the test. */
export function scriptedPrompts(...answers: readonly Answer[]): ScriptedPrompts {
  const waiting = [...answers];
  const asked: string[] = [];
  const next = <Kind extends string>(kind: Kind, question: string): Extract<Answer, Record<Kind, unknown>> => {
    asked.push(question);
    const answer = waiting.shift();
    if (answer === undefined || !(kind in answer)) {
      throw new Error(`no answer of kind ${kind} to: ${question}`);
    }
    return answer as Extract<Answer, Record<Kind, unknown>>;
  };
  return {
    asked,
    pick: async <T>(
      choices: readonly Choice<T>[] | Promise<readonly Choice<T>[]>,
      { placeholder }: { placeholder: string },
    ) => {
      const offered = await choices;
      const labels = offered.map(({ label }) => label);
      const { pick } = next('pick', `${placeholder}: ${labels.join(' | ')}`);
      const choice = offered.find(({ label }) => label === pick);
      if (choice === undefined) {
        throw new Error(`${pick} is not among ${labels.join(' | ')}`);
      }
      return choice.value;
    },
    input: async ({ prompt, validate }) => {
      const { type } = next('type', prompt);
      const problem = validate?.(type);
      return problem === undefined ? await Promise.resolve(type) : await Promise.reject(new Error(problem));
    },
    confirm: async (message, detail) => await Promise.resolve(next('confirm', `${message} ${detail}`).confirm),
    files: async ({ title }) => await Promise.resolve(next('files', title).files),
    saveFile: async ({ title }) => await Promise.resolve(next('saveFile', title).saveFile),
    progress: async (_title, task) => await task(() => undefined, new AbortController().signal),
  };
}
