import type { ComponentChild, ComponentChildren } from 'preact';
import type { ColumnFix } from '../../src/model/dataFinding.ts';
import type { VisualizationView } from '../../src/protocol/visualizationPanel.ts';
import { CodeText } from './codeText.tsx';

interface FindingsProps {
  readonly view: VisualizationView;
  readonly chartProblem: string | undefined;
  readonly onUse: (fix: ColumnFix) => void;
}

/** What stands between the model and the data, one line each. */
export function Findings({ view, chartProblem, onUse }: FindingsProps): ComponentChild {
  const problems = [view.problem, chartProblem].filter((problem) => problem !== undefined);
  if (problems.length + view.findings.length === 0) {
    return null;
  }
  return (
    <ul class="findings" role="status" aria-label="Findings">
      {problems.map((problem) => (
        <Finding key={problem} icon="error" text={problem} />
      ))}
      {view.findings.map(({ text, isBlocking, fix }) => (
        <Finding key={text} icon={isBlocking ? 'warning' : 'info'} text={text}>
          {fix !== undefined && (
            <button class="link" type="button" onClick={() => onUse(fix)}>
              Use {fix.dataColumn}
            </button>
          )}
        </Finding>
      ))}
    </ul>
  );
}

const iconLabels = { error: 'Error:', warning: 'Warning:', info: 'Note:' } as const;

interface FindingProps {
  readonly icon: keyof typeof iconLabels;
  readonly text: string;
  /** What can be done about it. */
  readonly children?: ComponentChildren;
}

function Finding({ icon, text, children }: FindingProps): ComponentChild {
  return (
    <li class={icon}>
      <span class={`codicon codicon-${icon}`} role="img" aria-label={iconLabels[icon]} />
      <CodeText text={text} />
      {children}
    </li>
  );
}
