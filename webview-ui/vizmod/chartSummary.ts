import { isJsonObject, type JsonObject, type JsonValue } from '../../src/model/json.ts';
import type { BoundVisualization } from '../../src/protocol/visualizationPanel.ts';
import { walk } from '../../src/vizmod/walkJson.ts';

/** A chart in words: its marks, what its channels show, and how many rows it draws. */
export function chartSummary(name: string, { spec, completeRows, rowCount }: BoundVisualization): string {
  const marks = new Set<string>();
  const channels = new Map<string, string>();
  walk(spec, ({ mark, encoding }) => {
    const type = isJsonObject(mark) ? mark['type'] : mark;
    if (typeof type === 'string') {
      marks.add(type);
    }
    for (const [channel, definition] of Object.entries(isJsonObject(encoding) ? encoding : {})) {
      const text = channelText(definition);
      if (text !== undefined && !channels.has(channel)) {
        channels.set(channel, text);
      }
    }
  });
  const shown = [...channels].map(([channel, text]) => `${channel}: ${text}`).join(', ');
  return `${name}, a chart of ${[...marks].join(' and ')} marks. ${shown}. ${completeRows} of ${rowCount} rows.`;
}

function channelText(definition: JsonValue | undefined): string | undefined {
  if (!isJsonObject(definition)) {
    return undefined;
  }
  const { field, aggregate, title } = definition;
  const what = [text(aggregate), text(field)].filter((part) => part !== undefined).join(' of ');
  return text(title) ?? (what === '' ? undefined : what);
}

function text(value: JsonObject[string]): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
