import type { ComponentChild } from 'preact';
import type { ModelCard, ModelColumn } from '../../src/protocol/runPanel.ts';
import { IconButton } from '../shared/controls.ts';
import { formatSize } from './formatSize.ts';

interface ModelCardViewProps {
  readonly card: ModelCard;
  readonly onCopy: (text: string) => void;
}

/** A model at a glance: what it is, what it takes and gives, what it needs, and how to load it. */
export function ModelCardView({ card, onCopy }: ModelCardViewProps): ComponentChild {
  const { flavors, inputs, outputs, mlflowVersion, created, size, requirements, snippet } = card;
  const facts = [
    ['Flavors', flavors.map(([name, version]) => (version === '' ? name : `${name} ${version}`)).join(', ')],
    ['MLflow', mlflowVersion],
    ['Created', created === undefined ? undefined : `${created.replace(/\.\d+$/, '')} UTC`],
    ['Size', formatSize(size)],
  ].filter((fact): fact is [string, string] => fact[1] !== undefined && fact[1] !== '');
  return (
    <div class="model-card">
      <dl class="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <SignatureTable title="Inputs" columns={inputs} />
      <SignatureTable title="Outputs" columns={outputs} />
      {inputs.length + outputs.length === 0 && <p class="nothing">The model was logged without a signature.</p>}
      <Code title="Load it" text={snippet} onCopy={onCopy} />
      {requirements.length > 0 && <Code title="Requirements" text={requirements.join('\n')} onCopy={onCopy} />}
    </div>
  );
}

function SignatureTable({
  title,
  columns,
}: {
  readonly title: string;
  readonly columns: readonly ModelColumn[];
}): ComponentChild {
  if (columns.length === 0) {
    return null;
  }
  return (
    <table class="schema">
      <caption>{`${title} (${columns.length.toLocaleString('en')})`}</caption>
      <tbody>
        {columns.map(({ name, type, isOptional }, index) => (
          <tr key={`${index} ${name}`}>
            <th scope="row">{name === '' ? '(unnamed)' : name}</th>
            <td>
              {type}
              {isOptional && <span class="quiet"> optional</span>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface CodeProps {
  readonly title: string;
  readonly text: string;
  readonly onCopy: (text: string) => void;
}

function Code({ title, text, onCopy }: CodeProps): ComponentChild {
  return (
    <div class="code">
      <h4>{title}</h4>
      <IconButton icon="copy" label={`Copy: ${title}`} onClick={() => onCopy(text)} />
      <pre tabIndex={0}>{text}</pre>
    </div>
  );
}
