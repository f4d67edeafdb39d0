import type { ComponentChild } from 'preact';
import { formatNumber } from '../../src/model/formatNumber.ts';
import type { ChartLine } from '../shared/chartLines.ts';

/** The chart's numbers for screen readers. */
export function DataTable({
  metricKey,
  lines,
}: {
  readonly metricKey: string;
  readonly lines: readonly ChartLine[];
}): ComponentChild {
  return (
    <table class="visually-hidden">
      <caption>{metricKey}</caption>
      <thead>
        <tr>
          {['Run', 'Points', 'First', 'Least', 'Greatest', 'Last'].map((title) => (
            <th key={title}>{title}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map(({ id, name, line, points }) => (
          <tr key={id}>
            <th>{name}</th>
            <td>{points}</td>
            <td>{formatNumber(line.y[0])}</td>
            <td>{formatNumber(least(line.y))}</td>
            <td>{formatNumber(greatest(line.y))}</td>
            <td>{formatNumber(line.y.at(-1))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function least(values: Float64Array): number | undefined {
  return values.length === 0 ? undefined : values.reduce((a, b) => Math.min(a, b));
}

function greatest(values: Float64Array): number | undefined {
  return values.length === 0 ? undefined : values.reduce((a, b) => Math.max(a, b));
}
