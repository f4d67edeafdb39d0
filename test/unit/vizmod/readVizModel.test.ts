import { describe, expect, it } from 'vitest';
import { readVizModel } from '../../../src/vizmod/readVizModel.ts';
import { memoryFiles } from './memoryFiles.ts';

const spec = { $schema: 'https://vega.github.io/schema/vega-lite/v5.json', mark: 'bar', encoding: {} };
const json = JSON.stringify(spec);
const signature = `signature:\n  inputs: '[{"type": "double", "name": "a"}, {"type": "long", "name": "b", "required": false}, {"type": "tensor", "tensor-spec": {}}]'\n`;

function page(script: string): string {
  return `<html><script src="https://cdn.example/vega"></script><script>${script}</script></html>`;
}

/** Nine lists of nine lists of … */
const aliasBomb = Array.from({ length: 12 }, (_, level) => {
  const items = Array.from({ length: 9 }, () => (level === 0 ? 'x' : `*a${level - 1}`));
  return `a${level}: &a${level} [${items.join(', ')}]`;
}).join('\n');

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

  it('is spec.json of an old vegamodel folder, also without an MLmodel file', async () => {
    const files = memoryFiles({ 'vegamodel/spec.json': json, 'vegamodel/config.json': '{}' });

    expect(await readVizModel(files, 'm')).toMatchObject({ rung: 'json', path: 'vegamodel/spec.json', spec });
  });

  it('is the data of a python_function that is a chart', async () => {
    const files = memoryFiles({
      MLmodel: 'flavors:\n  python_function:\n    data: viz.vl.json\n    loader_module: ours\n',
      'viz.vl.json': json,
    });

    expect(await readVizModel(files, 'm')).toMatchObject({ rung: 'json', path: 'viz.vl.json', spec });
  });

  it('is any JSON file whose $schema says so, beside others that are none', async () => {
    const files = memoryFiles({ 'a.json': '{"mark": "bar"}', 'b.json': '{', 'c.json': json, 'd.txt': json });

    expect(await readVizModel(files, 'm')).toMatchObject({ rung: 'json', path: 'c.json', spec });
  });

  it('is the next surest form when the surest cannot be read', async () => {
    const files = memoryFiles({
      MLmodel: 'flavors:\n  mlflow_vizmod:\n    pickled_model: viz.pkl\n',
      'chart.vl.json': json.slice(1),
      'chart.html': page(`vegaEmbed('#vis', ${json})`),
    });

    expect(await readVizModel(files, 'm')).toMatchObject({ rung: 'html', path: 'chart.html', spec });
  });

  it('may have numbers that Python writes and JSON has not', async () => {
    const files = memoryFiles({
      'a.vl.json': '{"mark": "bar", "data": {"values": [{"a": NaN}, {"a": -Infinity}, {"a": 1}]}}\n',
    });

    expect(await readVizModel(files, 'm')).toMatchObject({
      spec: { mark: 'bar', data: { values: [{ a: null }, { a: null }, { a: 1 }] } },
    });
  });

  it('is the first of the charts in a page, which are counted', async () => {
    const files = memoryFiles({ 'chart.html': page(`a = ${json}; b = ${json}`) });

    expect(await readVizModel(files, 'm')).toEqual({
      rung: 'html',
      path: 'chart.html',
      language: 'vega-lite',
      spec,
      chartCount: 2,
    });
  });

  it.each([
    ['another model', { MLmodel: 'flavors:\n  sklearn: {}\n', 'model.pkl': '' }, 'notFound'],
    ['broken YAML', { MLmodel: '{{{' }, 'invalidFile'],
    ['YAML that repeats itself a billion times', { MLmodel: aliasBomb }, 'invalidFile'],
    ['YAML nested a hundred thousand deep', { MLmodel: `flavors: ${'['.repeat(1e5)}` }, 'invalidFile'],
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

  it.each([
    ['MLmodel', 'invalidFile'],
    ['chart.vl.json', 'invalidSpec'],
    ['chart.html', 'invalidSpec'],
  ])('is refused where %s is not UTF-8', async (path, reason) => {
    const files = {
      ...memoryFiles({ [path]: json }),
      read: async () => await Promise.resolve(Uint8Array.from([0xff, 0xfe, 0x7b])),
    };

    await expect(readVizModel(files, 'm')).rejects.toMatchObject({
      reason,
      details: { what: `m/${path}`, detail: 'its text is not UTF-8' },
    });
  });
});
