import type { ComponentChild, RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { describeError } from '../../src/model/describeError.ts';
import { formatExactNumber, formatNumber, fractionLength } from '../../src/model/formatNumber.ts';
import { fromWireError } from '../../src/model/wireError.ts';
import type { Extreme, MetricSummary } from '../../src/protocol/runPanel.ts';
import { english } from '../../src/util/l10n.ts';
import { alignedOnPoint } from '../shared/alignNumbers.ts';
import { runColor } from '../shared/theme.ts';
import type { MetricRow } from './metricRows.ts';
import type { RunPage } from './runPage.ts';
import { Sparkline } from './sparkline.tsx';

interface MetricTableProps {
  readonly page: RunPage;
  readonly rows: readonly MetricRow[];
  readonly label: string;
}

const columns = [
  { name: 'last', title: 'Last', description: 'The latest value, by step' },
  { name: 'min', title: 'Min', description: 'The lowest finite value and its step' },
  { name: 'max', title: 'Max', description: 'The highest finite value and its step' },
  { name: 'points', title: 'Points', description: 'How many values were logged' },
] as const;

/** Each metric with its course; histories are read for the rows in view alone. */
export function MetricTable({ page, rows, label }: MetricTableProps): ComponentChild {
  const body = useRef<HTMLTableSectionElement>(null);
  useRowsInView(body, page, rows);
  // Read here so that the rows are drawn anew when a history has come.
  void page.summaryRevision.value;
  const shown = rows.map((row) => ({ row, summary: page.summaries.get(row.key) }));
  const fractions = {
    last: longestFraction(rows.map(({ value }) => value)),
    min: longestFraction(shown.map(({ summary }) => summary?.min?.value)),
    max: longestFraction(shown.map(({ summary }) => summary?.max?.value)),
  };
  // Of single values there is no course to show.
  const isFlat = shown.every(({ summary }) => summary !== undefined && summary.points <= 1);
  return (
    <table class={isFlat ? 'metrics flat' : 'metrics'} aria-label={label}>
      <thead>
        <tr>
          <th scope="col">Metric</th>
          <th scope="col" class="course">
            <span class="visually-hidden">Course</span>
          </th>
          {columns.map(({ name, title, description }) => (
            <th key={name} scope="col" class={`number ${name}`} title={description}>
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={body}>
        {shown.map(({ row, summary }) => (
          <Row key={row.key} page={page} row={row} summary={summary} fractions={fractions} />
        ))}
      </tbody>
    </table>
  );
}

/** Tells which rows are in view. */
function useRowsInView(body: RefObject<HTMLElement | null>, page: RunPage, rows: readonly MetricRow[]): void {
  const keys = rows.map(({ key }) => key).join('\n');
  useEffect(() => {
    const observer = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) {
        page.summaries.setVisible(target.getAttribute('data-metric') ?? '', isIntersecting);
      }
    });
    body.current?.querySelectorAll('[data-metric]').forEach((row) => observer.observe(row));
    return () => {
      observer.disconnect();
      rows.forEach(({ key }) => page.summaries.setVisible(key, false));
    };
  }, [page, keys]);
}

interface RowProps {
  readonly page: RunPage;
  readonly row: MetricRow;
  readonly summary: MetricSummary | undefined;
  readonly fractions: Readonly<Record<'last' | 'min' | 'max', number>>;
}

function Row({ page, row, summary, fractions }: RowProps): ComponentChild {
  const { key, value, step } = row;
  const isDrawn = page.drawnMetric.value === key;
  const hasCourse = summary !== undefined && summary.points > 1;
  return (
    <tr data-metric={key} class={isDrawn ? 'drawn' : ''} onClick={() => page.update({ metric: key })}>
      <th scope="row" title={key}>
        <button type="button" aria-pressed={isDrawn} onClick={() => page.update({ metric: key })}>
          {key}
        </button>
        {summary?.error !== undefined && (
          <span
            class="codicon codicon-warning"
            role="img"
            aria-label="Its history could not be read"
            title={describeError(fromWireError(summary.error), english)}
          />
        )}
      </th>
      <td class="course">
        {hasCourse && <Sparkline line={summary.line} color={runColor(page.panel.value?.runId ?? '')} />}
      </td>
      <td class="number last" title={`${formatExactNumber(value)} at step ${step}`}>
        {alignedOnPoint(formatNumber(value), fractions.last)}
      </td>
      <ExtremeCell name="min" extreme={hasCourse ? summary.min : undefined} fraction={fractions.min} />
      <ExtremeCell name="max" extreme={hasCourse ? summary.max : undefined} fraction={fractions.max} />
      <td class="number points" title={summary && pointsTitle(summary)}>
        {summary !== undefined && summary.error === undefined && pointsText(summary)}
      </td>
    </tr>
  );
}

interface ExtremeCellProps {
  readonly name: 'min' | 'max';
  readonly extreme: Extreme | undefined;
  readonly fraction: number;
}

function ExtremeCell({ name, extreme, fraction }: ExtremeCellProps): ComponentChild {
  if (extreme === undefined) {
    return <td class={`number ${name}`} />;
  }
  const { value, step } = extreme;
  return (
    <td class={`number ${name}`} title={`${formatExactNumber(value)} at step ${step}`}>
      {alignedOnPoint(formatNumber(value), fraction)}
      <span class="step">@{step.toLocaleString('en')}</span>
    </td>
  );
}

function pointsText({ points, isSampled, nonFinite }: MetricSummary): string {
  const count = isSampled ? `${points.toLocaleString('en')}+` : points.toLocaleString('en');
  return nonFinite === 0 ? count : `${count} (${nonFinite.toLocaleString('en')} not finite)`;
}

function pointsTitle({ isSampled, nonFinite }: MetricSummary): string {
  const sampled = isSampled
    ? 'Of this long history the server gave evenly spaced points: there may be lower and higher ones. '
    : '';
  return sampled + (nonFinite === 0 ? '' : `${nonFinite.toLocaleString('en')} of them are NaN or infinite.`);
}

function longestFraction(values: readonly (number | undefined)[]): number {
  return values.reduce<number>((longest, value) => Math.max(longest, fractionLength(formatNumber(value))), 0);
}
