import { describe, expect, it } from 'vitest';
import { parseEnvFile } from '../../../src/host/envFile.ts';

const values = (text: string, variables: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> =>
  Object.fromEntries([...parseEnvFile(text, variables)].map(([name, { value }]) => [name, value]));

describe('parseEnvFile', () => {
  it.each([
    ['MLFLOW_TRACKING_URI=http://127.0.0.1:5000', 'http://127.0.0.1:5000'],
    ['  export MLFLOW_TRACKING_URI = mlruns  # where runs go', 'mlruns'],
    ['MLFLOW_TRACKING_URI=http://h/#/experiments', 'http://h/#/experiments'],
    ['MLFLOW_TRACKING_URI= # nothing', ''],
    ['MLFLOW_TRACKING_URI=#nothing', '#nothing'],
    ['MLFLOW_TRACKING_URI=', ''],
    ["MLFLOW_TRACKING_URI='a # b' # c", 'a # b'],
    ['MLFLOW_TRACKING_URI="a\\"b\\tc"', 'a"b\tc'],
    ["MLFLOW_TRACKING_URI='a\\tb\\'c'", "a\\tb'c"],
    ['MLFLOW_TRACKING_URI=first\r\nMLFLOW_TRACKING_URI=second\r\n', 'second'],
  ])('reads %j', (text, value) => {
    expect(values(text)).toEqual({ MLFLOW_TRACKING_URI: value });
  });

  it('takes no comment and no line without a value, and knows where each assignment stands', () => {
    const text = '# MLFLOW_TRACKING_URI=no\nHOST\n\nKEY="two\nlines"\nexport URI=http://h\n';
    expect([...parseEnvFile(text)]).toEqual([
      ['KEY', { value: 'two\nlines', line: 3 }],
      ['URI', { value: 'http://h', line: 5 }],
    ]);
  });

  it('puts in what was assigned before, then the environment, then the default', () => {
    const text = 'HOST=a\nONE=http://${HOST}:${PORT}\nTWO=${NONE:-b}${NONE}';
    expect(values(text, { PORT: '80', HOST: 'outside' })).toEqual({ HOST: 'a', ONE: 'http://a:80', TWO: 'b' });
  });
});
