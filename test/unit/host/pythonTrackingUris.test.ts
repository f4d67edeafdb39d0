import { describe, expect, it } from 'vitest';
import { notebookTrackingUris, pythonTrackingUris } from '../../../src/host/pythonTrackingUris.ts';

const uris = (source: string): readonly string[] => pythonTrackingUris(source).map(({ uri }) => uri);

describe('pythonTrackingUris', () => {
  it.each([
    [`mlflow.set_tracking_uri("http://a:5000")`],
    [`set_tracking_uri('http://a:5000')`],
    [`mlflow.tracking.set_tracking_uri(uri="http://a:5000")`],
    [`mlflow.set_tracking_uri(  # here\n    "http://a"\n    ":5000",\n)`],
    [`mlflow \\\n  .set_tracking_uri \\\n  ("http://a:5000")`],
    [`mlflow.set_tracking_uri("""http://a:5000""")`],
    [`mlflow.set_tracking_uri(r"http://a:5000")`],
    [`mlflow.set_tracking_uri(u'http\\x3a//a:5000')`],
    [`x = 'it''s'; mlflow.set_tracking_uri("http://a:5000"); y = "`],
    [`# don't\nmlflow.set_tracking_uri("http://a:5000")`],
  ])('finds %j', (source) => {
    expect(uris(source)).toEqual(['http://a:5000']);
  });

  it.each([
    [`# mlflow.set_tracking_uri("http://a")`],
    [`"""\nmlflow.set_tracking_uri("http://a")\n"""`],
    [`text = 'set_tracking_uri("http://a")'`],
    [`mlflow.set_tracking_uri(f"http://{host}")`],
    [`mlflow.set_tracking_uri("http://" f"{host}")`],
    [`mlflow.set_tracking_uri(b"http://a")`],
    [`mlflow.set_tracking_uri(URI)`],
    [`mlflow.set_tracking_uri("http://" + host)`],
    [`mlflow.set_tracking_uri("http://%s" % host)`],
    [`mlflow.set_tracking_uri("http://{}".format(host))`],
    [`mlflow.set_tracking_uri(os.environ["URI"])`],
    [`mlflow.set_tracking_uri("")`],
    [`mlflow.set_tracking_uri()`],
    [`def set_tracking_uri("http://a"): ...`],
    [`mlflow.set_tracking_uri`],
    [`my_set_tracking_uri("http://a")`],
    [`mlflow.set_tracking_uri("http://a`],
  ])('finds nothing in %j', (source) => {
    expect(uris(source)).toEqual([]);
  });

  it('tells the line of each call', () => {
    const source = 'import mlflow\n\nmlflow.set_tracking_uri("a")\nif x:\n  mlflow.set_tracking_uri(\n    "b")\n';
    expect(pythonTrackingUris(source)).toEqual([
      { uri: 'a', line: 2 },
      { uri: 'b', line: 4 },
    ]);
  });

  it('bears a large file of anything', () => {
    expect(uris(`set_tracking_uri ${`"'\\`.repeat(100_000)}`)).toEqual([]);
  });
});

describe('notebookTrackingUris', () => {
  it('looks into code cells only, however their source is written', () => {
    const cells = [
      { cell_type: 'markdown', source: 'mlflow.set_tracking_uri("no")' },
      { cell_type: 'code', source: ['%matplotlib inline\n', 'mlflow.set_tracking_uri("a")\n'] },
      { cell_type: 'code', source: 'mlflow.set_tracking_uri("b")' },
      null,
    ];
    expect(notebookTrackingUris(JSON.stringify({ cells }))).toEqual([
      { uri: 'a', line: 1, cell: 1 },
      { uri: 'b', line: 0, cell: 2 },
    ]);
  });

  it.each(['set_tracking_uri', '{"cells": "set_tracking_uri"}', '["set_tracking_uri"]'])('finds none in %s', (json) => {
    expect(notebookTrackingUris(json)).toEqual([]);
  });
});
