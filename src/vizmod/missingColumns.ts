import { specFields } from './specFields.ts';
import type { VizModel } from './vizModel.ts';

/** Columns without which the model cannot be drawn and that a header lacks; those that the signature calls optional may lack. */
export function missingColumns(model: VizModel, header: readonly string[]): readonly string[] {
  const required = (model.signature?.inputs ?? []).filter((input) => !input.isOptional).map((input) => input.name);
  const wanted = new Set([...specFields(model).keys(), ...required]);
  return [...wanted].filter((name) => !header.includes(name));
}
