import { describe, expect, it } from 'vitest';
import { initialUi, readUi } from '../../../webview-ui/experiment/pageUi.ts';

describe('readUi', () => {
  it('takes back what was saved', () => {
    const ui = {
      ...initialUi,
      search: "params.a = 'x'",
      sort: [
        { column: { kind: 'metric', key: 'loss' }, descending: true },
        { column: { kind: 'runName' }, descending: false },
      ],
      columns: [
        { kind: 'attribute', key: 'duration' },
        { kind: 'tag', key: 'stage' },
      ],
      selection: ['a', 'b'],
      runs: 'starred',
      pinned: ['tag.stage'],
      widths: { 'tag.stage': 140 },
      heat: ['metric.loss'],
      onlyDiffers: true,
      isNested: true,
      isExpanded: false,
      toggled: ['a'],
      view: 'charts',
      smoothing: 0.6,
    };
    expect(readUi(JSON.parse(JSON.stringify({ panel: {}, ui })))).toEqual(ui);
  });

  it('starts afresh with whatever it does not understand', () => {
    const ui = {
      search: 7,
      sort: [{ column: { kind: 'nonsense' } }],
      columns: [{ kind: 'attribute', key: 'age' }],
      selection: [1],
      runs: 'none',
      pinned: 'all',
      widths: { a: 'wide', b: -1 },
      heat: [1],
      toggled: 3,
      view: 'x',
      split: 7,
      axis: 'y',
      smoothing: 1,
    };
    expect([undefined, null, 'x', {}, { ui }].map(readUi)).toEqual(Array.from({ length: 5 }, () => initialUi));
  });
});
