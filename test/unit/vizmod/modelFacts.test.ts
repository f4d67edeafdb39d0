import { describe, expect, it } from 'vitest';
import { MlflowError } from '../../../src/model/mlflowError.ts';
import { parseModelFacts } from '../../../src/vizmod/modelFacts.ts';

describe('parseModelFacts', () => {
  it('reads flavors with their versions, the signature and what is said of the file', () => {
    const text = [
      'flavors:',
      '  python_function:',
      '    loader_module: mlflow.sklearn',
      '    python_version: 3.11.7',
      '  sklearn:',
      '    sklearn_version: 1.9.1',
      '  onnx: {}',
      'mlflow_version: 3.18.0',
      'model_size_bytes: 1722',
      "utc_time_created: '2026-11-16 08:20:54.700000'",
      'signature:',
      `  inputs: '[{"type": "double", "name": "x", "required": true}, {"type": "long", "name": "y", "required": false}]'`,
      `  outputs: '[{"type": "tensor", "tensor-spec": {"dtype": "float64", "shape": [-1, 4]}}]'`,
    ].join('\n');
    expect(parseModelFacts(text, 'MLmodel')).toEqual({
      flavors: [
        ['python_function', '3.11.7'],
        ['sklearn', '1.9.1'],
        ['onnx', ''],
      ],
      inputs: [
        { name: 'x', type: 'double', isOptional: false },
        { name: 'y', type: 'long', isOptional: true },
      ],
      outputs: [{ name: '', type: 'float64 (-1, 4)', isOptional: false }],
      mlflowVersion: '3.18.0',
      created: '2026-11-16 08:20:54.700000',
      size: 1722,
    });
  });

  it('takes a file of which it understands nothing for a model without facts', () => {
    const nothing = { flavors: [], inputs: [], outputs: [] };
    expect(['', '- 1', 'flavors: 7\nsignature: {inputs: "{"}'].map((text) => parseModelFacts(text, 'MLmodel'))).toEqual(
      [nothing, nothing, nothing],
    );
  });

  it('refuses what is no YAML', () => {
    expect(() => parseModelFacts('flavors: [', 'model/MLmodel')).toThrow(MlflowError);
  });
});
