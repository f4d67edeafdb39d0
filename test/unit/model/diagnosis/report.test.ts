import { expect, test } from 'vitest';
import { formatReport } from '../../../../src/model/diagnosis/report.ts';
import { english } from '../../../../src/util/l10n.ts';

const header = { name: 'team [x]', time: Date.UTC(2026, 0, 2, 3, 4, 5, 6), tools: ['Vizmod 1.0.0', 'VS Code 1.101.0'] };

test('a report reads as text, and nothing from outside can steer it', () => {
  const text = formatReport(
    header,
    [
      { title: 'Name', verdict: 'ok', finding: 'a is b' },
      { title: 'Answer', verdict: 'problem', finding: 'says\n# <b>hi</b>\u001B', advice: 'Start it.' },
      { title: 'Calls', verdict: 'notChecked', finding: 'no answer' },
    ],
    english,
  );
  expect(text).toBe(
    [
      '# MLflow connection: team \\[x\\]',
      '',
      'One problem was found: Answer.',
      '',
      '- **OK** · Name: a is b',
      '- **Problem** · Answer: says # \\<b\\>hi\\</b\\> ',
      '  → Start it.',
      '- **Not checked** · Calls: no answer',
      '',
      '2026-01-02T03:04:05Z · Vizmod 1.0.0 · VS Code 1.101.0',
      '',
    ].join('\n'),
  );
});

test('a report without a problem says so', () => {
  const text = formatReport(header, [{ title: 'Clock', verdict: 'note', finding: 'late' }], english);
  expect(text).toContain('No problem was found.');
});
