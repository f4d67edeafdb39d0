import { describe, expect, it } from 'vitest';
import { MlflowError } from '../../../src/model/mlflowError.ts';
import { readPageCharts } from '../../../src/vizmod/htmlSpec.ts';

const spec = {
  $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
  title: 'braces } { and "quotes" </script>',
  mark: 'bar',
};
const json = JSON.stringify(spec);

function page(script: string): string {
  return `<!DOCTYPE html><script src="https://cdn.example/vega@5"></script><div id="vis"></div><script>${script}</script>`;
}

describe('the chart in a page', () => {
  it.each([
    ['after `var spec =`, as altair 4 to 6 save it', `var spec = ${json}; vegaEmbed("#vis", spec, opt)`],
    [
      'as an argument, as altair shows it in notebooks',
      `(function(spec, opt){ draw(spec) })(${json}, {"mode": "vega-lite"});`,
    ],
    ['in the call of vegaEmbed', `vegaEmbed('#vis', ${json})`],
    ['as JSON in a text', `const chart = JSON.parse(${JSON.stringify(json)});`],
    ['returned by a function', `function chart() { return ${json} }`],
    [
      'as JavaScript, as the documentation of Vega-Lite writes it',
      `// the chart
       const yourVlSpec = {
         $schema: 'https://vega.github.io/schema/vega-lite/v5.json',
         title: 'braces } { and "quotes" </script>', /* } */
         mark: \`bar\`,
       };`,
    ],
    ['behind options and code', `var opt = {"mode": "vega-lite"}; if (a) { b = {c: 1} } x = {y() {}}; embed(${json})`],
  ])('%s', (_, script) => {
    expect(readPageCharts(page(script), 'page.html')).toEqual({ first: spec, count: 1 });
  });

  it('is in a script element of its own', () => {
    const html = `<script type="application/json">${json.replace('</script>', '')}</script>`;

    expect(readPageCharts(html, 'page.html').first).toMatchObject({ mark: 'bar' });
  });

  it('is the first of several, which are counted', () => {
    const second = { ...spec, mark: 'line' };
    const html = page(`var spec1 = ${json}; var spec2 = ${JSON.stringify(second)};`);

    expect(readPageCharts(html, 'page.html')).toEqual({ first: spec, count: 2 });
  });

  it('is the one that says so by $schema, though something else looks like a chart', () => {
    const html = page(`var options = {mark: 5, layer: 1}; var spec = ${json};`);

    expect(readPageCharts(html, 'page.html')).toEqual({ first: spec, count: 1 });
  });
});

/** What is wrong with a page. */
function refusal(html: string): unknown {
  try {
    return readPageCharts(html, 'page.html');
  } catch (error) {
    return MlflowError.is(error) && [error.reason, error.details];
  }
}

describe('a page without a chart is refused', () => {
  const none = ['invalidSpec', { what: 'page.html', detail: 'no chart was found in the page' }];

  it.each([
    ['no script at all', '<p>var spec = nothing</p>'],
    ['a chart that is cut off', page(`var spec = ${json.slice(0, -1)}`)],
    ['a chart that code would make', page('var spec = {mark: kind(), encoding: {x: y}}')],
    ['a text with code in it', page('var spec = {mark: `${alert(1)}`}')],
    ['objects that never end', '={"a":'.repeat(200_000)],
    ['lists that never end', 'x = {"a":[0,'.repeat(100_000)],
    ['texts and comments that never end', '={a"={a/*={"a'.repeat(100_000)],
    ['objects in objects', page(`x = ${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`)],
  ])('%s', (_, html) => {
    expect(refusal(html)).toEqual(none);
  });

  it('names the file that the page loads its chart from', () => {
    expect(refusal(page('vegaEmbed("#vis", "charts/petals.vl.json", {})'))).toEqual([
      'invalidSpec',
      { what: 'page.html', detail: 'the page loads its chart from charts/petals.vl.json; open that file' },
    ]);
  });
});
