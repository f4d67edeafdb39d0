import { useSignal } from '@preact/signals';
import type { ComponentChild } from 'preact';
import { useRef } from 'preact/hooks';
import { describeError } from '../../src/model/describeError.ts';
import { MlflowError } from '../../src/model/mlflowError.ts';
import { runPanel, type ModelCard, type ShownDataset, type ShownModel } from '../../src/protocol/runPanel.ts';
import { english } from '../../src/util/l10n.ts';
import { IconButton } from '../shared/controls.ts';
import { ModelCardView } from './modelCardView.tsx';
import type { RunPage } from './runPage.ts';
import { Section } from './section.tsx';
import { useInView } from './useInView.ts';

/** The datasets and models that went in and came out; read when it comes into view, and not there when there are none. */
export function DataSection({ page }: { readonly page: RunPage }): ComponentChild {
  const element = useRef<HTMLDivElement>(null);
  const problem = useSignal<MlflowError | undefined>(undefined);
  useInView(element, () => {
    page.loadData().catch((error: unknown) => {
      problem.value = MlflowError.is(error) ? error : new MlflowError('internal', { what: String(error) });
    });
  });
  const { datasets = [], models = [] } = page.data.value ?? {};
  const isEmpty = datasets.length + models.length === 0;
  return (
    <div ref={element} class="in-view">
      {problem.value !== undefined && <p class="refusal">{describeError(problem.value, english)}</p>}
      {!isEmpty && (
        <Section
          page={page}
          id="data"
          title={sectionTitle(datasets.length, models.length)}
          count={(datasets.length + models.length).toLocaleString('en')}
        >
          {datasets.map((dataset, place) => (
            <Dataset key={`${place} ${dataset.name}`} page={page} dataset={dataset} place={place} />
          ))}
          {models.map((model) => (
            <Model key={`${model.role} ${model.modelId}`} page={page} model={model} />
          ))}
        </Section>
      )}
    </div>
  );
}

function sectionTitle(datasets: number, models: number): string {
  return datasets === 0 ? 'Models' : models === 0 ? 'Datasets' : 'Datasets and models';
}

interface DatasetProps {
  readonly page: RunPage;
  readonly dataset: ShownDataset;
  readonly place: number;
}

function Dataset({ page, dataset, place }: DatasetProps): ComponentChild {
  const { name, digest, context, sourceType, source, columns, profile, canOpen } = dataset;
  const size = profile.map(([key, value]) => `${value.toLocaleString('en')} ${key.replace(/^num_/, '')}`).join(', ');
  return (
    <details class="item">
      <summary>
        <span class="codicon codicon-table" aria-hidden="true" />
        <strong>{name}</strong>
        {context !== undefined && <span class="chip">{context}</span>}
        <span class="quiet">{size}</span>
      </summary>
      <dl class="facts">
        <div>
          <dt>Digest</dt>
          <dd>
            <code>{digest}</code>
          </dd>
        </div>
        <div>
          <dt>Source</dt>
          <dd class="source">
            <span title={`${sourceType}: ${source}`}>{source}</span>
            {canOpen && (
              <IconButton
                icon="go-to-file"
                label={`Open the file of ${name}`}
                onClick={() => page.act({ kind: 'openDataset', place })}
              />
            )}
          </dd>
        </div>
      </dl>
      {columns.length > 0 && (
        <table class="schema">
          <caption>{`Schema (${columns.length.toLocaleString('en')})`}</caption>
          <tbody>
            {columns.map(([column, type], index) => (
              <tr key={`${index} ${column}`}>
                <th scope="row">{column}</th>
                <td>{type}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </details>
  );
}

function Model({ page, model }: { readonly page: RunPage; readonly model: ShownModel }): ComponentChild {
  const { modelId, name, role, step } = model;
  const card = useSignal<ModelCard | MlflowError | undefined>(undefined);
  const load = async (): Promise<void> => {
    try {
      card.value = await page.rpc.request(runPanel.modelCard, { modelId });
    } catch (error) {
      card.value = MlflowError.is(error) ? error : new MlflowError('internal', { what: String(error) });
    }
  };
  return (
    <details
      class="item"
      onToggle={({ currentTarget }) => void (currentTarget.open && card.value === undefined && load())}
    >
      <summary>
        <span class="codicon codicon-package" aria-hidden="true" />
        <strong>{name}</strong>
        <span class="chip">{role === 'output' ? 'logged' : 'used'}</span>
        {step !== undefined && step > 0 && <span class="quiet">{`step ${step.toLocaleString('en')}`}</span>}
        <span class="spring" />
        <IconButton
          icon="copy"
          label={`Copy the URI of ${name}`}
          onClick={() => page.act({ kind: 'copyModelUri', modelId })}
        />
      </summary>
      {card.value instanceof MlflowError && <p class="refusal">{describeError(card.value, english)}</p>}
      {card.value !== undefined && !(card.value instanceof MlflowError) && (
        <ModelCardView card={card.value} onCopy={(text) => page.copy(text)} />
      )}
    </details>
  );
}
