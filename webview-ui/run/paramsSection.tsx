import type { ComponentChild } from 'preact';
import type { KeyValue, ParamDifference, RunDetails } from '../../src/protocol/runPanel.ts';
import { FilterBox } from './filterBox.tsx';
import { amount, filteredEntries } from './keyValues.ts';
import { KeyValueTable, LongText } from './keyValueTable.tsx';
import type { RunPage } from './runPage.ts';
import { Section } from './section.tsx';

interface ParamsSectionProps {
  readonly page: RunPage;
  readonly details: RunDetails;
}

/** What the run was given, with a calm mark on what the run before it, or its parent, was given otherwise. */
export function ParamsSection({ page, details: { params } }: ParamsSectionProps): ComponentChild {
  const { filters, onlyDifferent } = page.ui.value;
  const comparison = page.relations.value?.comparison;
  const others = new Map((comparison?.params ?? []).map((difference) => [difference.key, difference]));
  const wanted = onlyDifferent && others.size > 0 ? params.filter(([key]) => others.has(key)) : params;
  const shown = filteredEntries(wanted, filters.params);
  const name = comparison?.run.name ?? '';
  return (
    <Section
      page={page}
      id="params"
      title="Params"
      count={amount(shown.length, params.length)}
      controls={<FilterBox page={page} id="params" label="Filter params" count={params.length} />}
    >
      {params.length === 0 && <p class="nothing">No params were logged.</p>}
      {comparison !== undefined && <Comparison page={page} count={others.size} />}
      {params.length > 0 && (
        <KeyValueTable
          label="Params"
          entries={wanted}
          filter={filters.params}
          onCopy={(value) => page.copy(value)}
          valueOf={(entry) => <ParamValue entry={entry} difference={others.get(entry[0])} otherName={name} />}
        />
      )}
    </Section>
  );
}

/** Against which run, and how many are different. */
function Comparison({ page, count }: { readonly page: RunPage; readonly count: number }): ComponentChild {
  const comparison = page.relations.value?.comparison;
  if (comparison === undefined) {
    return null;
  }
  const { kind, run } = comparison;
  const { onlyDifferent } = page.ui.value;
  return (
    <p class="comparison">
      <span>
        {count === 0 ? 'The same as in ' : `${count.toLocaleString('en')} ${count === 1 ? 'differs' : 'differ'} from `}
        {kind === 'parent' ? 'its parent ' : 'the run before, '}
        <button
          type="button"
          class="link inline"
          onClick={() => page.act({ kind: 'openRun', runId: run.runId, title: run.name })}
        >
          {run.name}
        </button>
      </span>
      {count > 0 && (
        <button
          type="button"
          class="link"
          aria-pressed={onlyDifferent}
          onClick={() => page.update({ onlyDifferent: !onlyDifferent })}
        >
          {onlyDifferent ? 'Show all' : 'Show only these'}
        </button>
      )}
    </p>
  );
}

interface ParamValueProps {
  readonly entry: KeyValue;
  readonly difference: ParamDifference | undefined;
  readonly otherName: string;
}

function ParamValue({ entry: [, value], difference, otherName }: ParamValueProps): ComponentChild {
  if (difference === undefined) {
    return <LongText text={value} />;
  }
  const { other } = difference;
  const title = other === undefined ? `${otherName} has no such param` : `${otherName} has ${other}`;
  return (
    <span class="different" title={title}>
      <LongText text={value} />
      <span class="other">{other === undefined ? 'new' : other.length > 24 ? 'changed' : `was ${other}`}</span>
    </span>
  );
}
