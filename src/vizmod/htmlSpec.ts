import { isJsonObject, type JsonObject } from '../model/json.ts';
import { MlflowError } from '../model/mlflowError.ts';
import { readJavaScriptLiteral, type ScriptValue } from './javaScriptLiteral.ts';
import { languageOf } from './specText.ts';

/** The charts that a page holds, in order. */
export interface PageCharts {
  readonly first: JsonObject;
  readonly count: number;
}

/** Where an object may begin that is no block of code: after `=`, `(`, `,`, `:` or `return`, or alone in a script element. */
const objectStart = /(?:[=(,:>]|\breturn\b)\s*(?=\{\s*["'$\w])|\bJSON\.parse\(\s*(?=["'`])/g;

/**
 * The charts in a page saved by altair 4 to 6 or written for vega-embed: objects and `JSON.parse` texts in its scripts that say by
 * `$schema` that they are Vega-Lite or Vega, or are the only ones that look like a chart. Nothing of the page is run.
 * @param what names the page in errors
 * @throws MlflowError invalidSpec when there is none
 */
export function readPageCharts(html: string, what: string): PageCharts {
  const charts: JsonObject[] = [];
  // Each object that turns out to be none may have been read to the end of the page.
  let budget = 8 * html.length + 10_000;
  let end = 0;
  objectStart.lastIndex = 0;
  for (let match = objectStart.exec(html); match !== null && budget > 0; match = objectStart.exec(html)) {
    const from = match.index + match[0].length;
    const read = readValue(html, from);
    end = 'end' in read ? read.end : read.failedAt;
    budget -= end - from;
    if ('end' in read && isJsonObject(read.value) && languageOf(read.value) !== undefined) {
      charts.push(read.value);
      objectStart.lastIndex = end;
    }
  }
  const named = charts.filter((chart) => typeof chart['$schema'] === 'string');
  const found = named.length > 0 ? named : charts;
  const [first] = found;
  if (first === undefined) {
    throw new MlflowError('invalidSpec', { what, detail: absence(html) });
  }
  return { first, count: found.length };
}

function readValue(html: string, from: number): ReturnType<typeof readJavaScriptLiteral> {
  const read = readJavaScriptLiteral(html, from);
  return 'end' in read && typeof read.value === 'string' ? parsedText(read.value, read.end) : read;
}

function parsedText(text: string, end: number): ScriptValue | { readonly failedAt: number } {
  const read = readJavaScriptLiteral(text, 0);
  return 'end' in read ? { value: read.value, end } : { failedAt: end };
}

function absence(html: string): string {
  const url = /\bvegaEmbed\(\s*[^,()]*,\s*["']([^"'<>\s]{1,200})["']/.exec(html)?.[1];
  return url === undefined ? 'no chart was found in the page' : `the page loads its chart from ${url}; open that file`;
}
