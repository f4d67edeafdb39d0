import type { JsonObject } from '../model/json.ts';
import type { ModelSignature } from '../model/modelSignature.ts';
import type { VisualizationRung } from './visualizationSummary.ts';

/** The grammar a spec is written in. */
export type SpecLanguage = 'vega-lite' | 'vega';

/** A visualization model, read. */
export interface VizModel {
  readonly rung: VisualizationRung;
  /** The file the chart was read from, relative to the model's folder. */
  readonly path: string;
  readonly language: SpecLanguage;
  /** As it was stored, or as altair would print it; its data may be inline, named, or elsewhere. */
  readonly spec: JsonObject;
  /** How many charts the page holds; the first is this. Absent when there is only this one. */
  readonly chartCount?: number | undefined;
  readonly signature?: ModelSignature | undefined;
}
