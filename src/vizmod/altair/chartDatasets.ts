import type { JsonObject, JsonValue } from '../../model/json.ts';
import { frameRows, isPandasFrame, readPandasFrame, type PandasFrame } from '../pickle/pandasFrame.ts';
import type { PickleObject, PickleValue } from '../pickle/pickleValue.ts';

/** What the parts of a chart inherit: the frame that untyped fields take their types from. */
export interface ChartScope {
  readonly frame: PandasFrame | undefined;
}

/** The data of a chart, moved out of it and named. */
export class ChartDatasets {
  readonly #frames = new Map<PickleObject, PandasFrame | undefined>();
  readonly #names = new Map<PickleObject, string>();
  readonly #rows: Record<string, JsonValue> = {};

  /** Named rows, for the chart's `datasets`. */
  get rows(): Readonly<Record<string, JsonValue>> {
    return this.#rows;
  }

  frameOf(data: PickleValue): PandasFrame | undefined {
    if (!isPandasFrame(data)) {
      return undefined;
    }
    if (!this.#frames.has(data)) {
      this.#frames.set(data, readPandasFrame(data));
    }
    return this.#frames.get(data);
  }

  /** A reference to the frame's rows; a frame that could not be read has a name and no rows. */
  nameOf(data: PickleObject): JsonObject {
    const known = this.#names.get(data);
    if (known !== undefined) {
      return { name: known };
    }
    const frame = this.frameOf(data);
    const name = this.#add(frame === undefined ? undefined : frameRows(frame));
    this.#names.set(data, name);
    return { name };
  }

  /** Inline values are moved out, as altair does. */
  consolidated(data: JsonObject): JsonObject {
    const { values, ...rest } = data;
    return values === undefined || 'name' in data ? data : { ...rest, name: this.#add(values) };
  }

  #add(rows: JsonValue | undefined): string {
    const name = `data-${this.#names.size + Object.keys(this.#rows).length + 1}`;
    if (rows !== undefined) {
      this.#rows[name] = rows;
    }
    return name;
  }
}
