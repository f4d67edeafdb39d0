import { describe, expect, it } from 'vitest';
import { readVizModel } from '../../../src/vizmod/readVizModel.ts';
import { memoryFiles } from './memoryFiles.ts';

const spec = { $schema: 'https://vega.github.io/schema/vega-lite/v5.json', mark: 'bar', encoding: {} };
const json = JSON.stringify(spec);
const signature = `signature:\n  inputs: '[{"type": "double", "name": "a"}, {"type": "long", "name": "b", "required": false}, {"type": "tensor", "tensor-spec": {}}]'\n`;

function page(script: string): string {
  return `<html><script src="https://cdn.example/vega"></script><script>${script}</script></html>`;
}

describe('the chart of a model folder', () => {
  it('is the file that flavor mlflow_vizmod names, with the signature', async () => {
    const files = memoryFiles({
      MLmodel: `flavors:\n  mlflow_vizmod:\n    pickled_model: viz.pkl\n    spec: viz.vl.json\n${signature}`,
      'viz.vl.json': json,
      'viz.pkl': 'not looked at',
    });

    expect(await readVizModel(files, 'models:/m/1')).toEqual({
      rung: 'json',
      path: 'viz.vl.json',
      language: 'vega-lite',
      spec,
      signature: {
        inputs: [
          { name: 'a', type: 'double', isOptional: false },
          { name: 'b', type: 'long', isOptional: true },
        ],
      },
    });
  });

  it('is spec.json of the folder that flavor mlflow_vega names', async () => {
    const files = memoryFiles({
      MLmodel: 'flavors:\n  mlflow_vega:\n    saved_model_dir: vegamodel\n',
      'vegamodel/spec.json': '{"$schema": "https://vega.github.io/schema/vega/v5.json", "marks": []}',
    });

    expect(await readVizModel(files, 'm')).toMatchObject({
      rung: 'json',
      path: 'vegamodel/spec.json',
      language: 'vega',
    });
  });

  it('is the JSON inside a page that altair or vega-embed wrote', async () => {
    const tricky = { ...spec, title: 'braces } { and "quotes"' };
    const pages = [
      page(`var spec = ${JSON.stringify(tricky)};\nvegaEmbed("#vis", spec, {"mode": "vega-lite"});`),
      page(`vegaEmbed('#vis', ${JSON.stringify(tricky)})`),
    ];

    const read = await Promise.all(
      pages.map(async (html) => await readVizModel(memoryFiles({ 'chart.html': html }), 'm')),
    );

    expect(read.map((model) => [model.rung, model.spec])).toEqual([
      ['html', tricky],
      ['html', tricky],
    ]);
  });

  it.each([
    ['another model', { MLmodel: 'flavors:\n  sklearn: {}\n', 'model.pkl': '' }, 'notFound'],
    ['broken YAML', { MLmodel: '{{{' }, 'notFound'],
    ['a spec that is cut off', { 'a.vl.json': '{"mark": "bar"' }, 'invalidSpec'],
    ['a spec nested a million deep', { 'a.vl.json': `{"mark": ${'['.repeat(1e6)}${']'.repeat(1e6)}}` }, 'invalidSpec'],
    ['a spec that is a list', { 'a.vl.json': '[]' }, 'invalidSpec'],
    [
      'JSON that is no chart',
      { 'a.vl.json': '{"$schema": "https://vega.github.io/schema/vega-lite/v5.json"}' },
      'invalidSpec',
    ],
    ['a page without a chart', { 'a.html': '<p>var spec = nothing</p>' }, 'invalidSpec'],
    ['a spec that is not there', { MLmodel: 'flavors:\n  mlflow_vizmod:\n    spec: gone.vl.json\n' }, 'notFound'],
  ])('is refused with a reason: %s', async (_, texts, reason) => {
    await expect(readVizModel(memoryFiles(texts), 'm')).rejects.toMatchObject({ reason });
  });
});
