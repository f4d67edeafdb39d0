/**
 * The JSON text of the chart in a page saved by altair or written for vega-embed: the object after `var spec =` or
 * `vegaEmbed("…",`. Nothing of the page is run. Absent when there is none.
 */
export function htmlSpecText(html: string): string | undefined {
  const starts = [/\b(?:var|let|const)\s+\w*spec\w*\s*=\s*(?=\{)/gi, /\bvegaEmbed\(\s*["'][^"']*["']\s*,\s*(?=\{)/g];
  // Altair 5 and later hand the chart over as the first argument: })({"config": …}, {"mode": "vega-lite"}).
  const lastCall = /\}\)\(\s*(?=\{)/g;
  for (const start of [...starts, lastCall]) {
    for (const match of [...html.matchAll(start)].slice(0, maxTries)) {
      const text = balancedObject(html, match.index + match[0].length);
      if (text?.includes('"$schema"') === true) {
        return text;
      }
    }
  }
  return undefined;
}

/** A page has one chart, or a few; each try may read to its end. */
const maxTries = 20;

/** From `{` to its `}`, by counting braces outside strings. */
function balancedObject(text: string, from: number): string | undefined {
  const token = /"(?:[^"\\]|\\.)*"|[{}]/gs;
  token.lastIndex = from;
  let depth = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    if (match[0] === '{') {
      depth++;
    } else if (match[0] === '}') {
      depth--;
      if (depth === 0) {
        return text.slice(from, token.lastIndex);
      }
    }
  }
  return undefined;
}
