/** How a Python exception is reported: its name, and what it says. */
const exceptionLine = /^[A-Za-z_][\w.]*(?:Error|Exception|Interrupt|Exit)\b/;

/** What says most about a failure in what a Python process wrote: its last exception, else its last line; '' when it said nothing. */
export function lastWords(output: string): string {
  const lines = output
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.findLast((line) => exceptionLine.test(line)) ?? lines.at(-1) ?? '';
}
