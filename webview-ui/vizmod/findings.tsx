import type { ComponentChild } from 'preact';
import type { VisualizationView } from '../../src/protocol/visualizationPanel.ts';
import { CodeText } from './codeText.tsx';

interface FindingsProps {
  readonly view: VisualizationView;
  readonly chartProblem: string | undefined;
}

/** What stands between the model and the data, one line each. */
export function Findings({ view, chartProblem }: FindingsProps): ComponentChild {
  const problems = [view.problem, chartProblem].filter((problem) => problem !== undefined);
  if (problems.length + view.findings.length === 0) {
    return null;
  }
  return (
    <ul class="findings" role="status" aria-label="Findings">
      {problems.map((problem) => (
        <Finding key={problem} icon="error" text={problem} />
      ))}
      {view.findings.map(({ text, isBlocking }) => (
        <Finding key={text} icon={isBlocking ? 'warning' : 'info'} text={text} />
      ))}
    </ul>
  );
}

const iconLabels = { error: 'Error:', warning: 'Warning:', info: 'Note:' } as const;

function Finding({ icon, text }: { readonly icon: keyof typeof iconLabels; readonly text: string }): ComponentChild {
  return (
    <li class={icon}>
      <span class={`codicon codicon-${icon}`} role="img" aria-label={iconLabels[icon]} />
      <CodeText text={text} />
    </li>
  );
}
