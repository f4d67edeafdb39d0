/** Translates a sentence with `{0}`-style placeholders; `vscode.l10n` has this shape, and {@link english} serves everywhere else. */
export interface L10n {
  t(message: string, ...args: readonly (string | number)[]): string;
}

export const english: L10n = {
  t: (message, ...args) => message.replace(/\{(\d+)\}/g, (_, index: string) => String(args[Number(index)] ?? '')),
};
