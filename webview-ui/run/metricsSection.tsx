import type { ComponentChild } from 'preact';
import { FilterBox } from './filterBox.tsx';
import { amount } from './keyValues.ts';
import { MetricChart } from './metricChart.tsx';
import { isSystemMetric } from './metricRows.ts';
import { MetricTable } from './metricTable.tsx';
import type { RunPage } from './runPage.ts';
import { Section } from './section.tsx';

/** One metric drawn large, and all of them as a table to choose it from; those of the machine apart. */
export function MetricsSection({ page }: { readonly page: RunPage }): ComponentChild {
  const all = page.metrics.value;
  const text = page.ui.value.filters.metrics.toLowerCase();
  const shown = all.filter(({ key }) => key.toLowerCase().includes(text));
  const own = shown.filter(({ key }) => !isSystemMetric(key));
  const system = shown.filter(({ key }) => isSystemMetric(key));
  const ownCount = all.filter(({ key }) => !isSystemMetric(key)).length;
  const drawn = page.drawnMetric.value;
  return (
    <>
      <Section
        page={page}
        id="metrics"
        title="Metrics"
        count={amount(own.length, ownCount)}
        controls={<FilterBox page={page} id="metrics" label="Filter metrics" count={all.length} />}
      >
        {all.length === 0 && <p class="nothing">No metrics were logged.</p>}
        {drawn !== undefined && <MetricChart key={drawn} page={page} metricKey={drawn} />}
        {own.length > 0 && <MetricTable page={page} rows={own} label="Metrics" />}
        {own.length === 0 && ownCount > 0 && <p class="nothing">No metric of this name.</p>}
      </Section>
      {system.length > 0 && (
        <Section page={page} id="system" title="System metrics" count={system.length.toLocaleString('en')}>
          <MetricTable page={page} rows={system} label="System metrics" />
        </Section>
      )}
    </>
  );
}
