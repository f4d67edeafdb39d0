import type { ModelSignature, SignatureColumn } from '../model/modelSignature.ts';
import { exampleKinds, type ExampleKind } from './exampleKinds.ts';
import { specFields, type SpecFields } from './specFields.ts';
import type { VizModel } from './vizModel.ts';

/** What a visualization model asks of the data it is shown on. */
export interface DataNeeds {
  /** The fields that the chart reads. */
  readonly fields: SpecFields;
  /** What the columns of the example that is stored with the model hold. */
  readonly example: ReadonlyMap<string, ExampleKind>;
  /** The model's own signature, if it has one. */
  readonly signature?: ModelSignature | undefined;
}

export function dataNeeds(model: Pick<VizModel, 'spec' | 'language' | 'signature'>): DataNeeds {
  const { signature } = model;
  return { fields: specFields(model), example: exampleKinds(model), ...(signature !== undefined && { signature }) };
}

/**
 * A signature for a model that has none, as `mlflow.models.infer_signature` would name its types: the fields of the chart, typed by how
 * the chart uses them, and where it takes anything by the example that is stored with it.
 */
export function inferSignature({ fields, example }: Pick<DataNeeds, 'fields' | 'example'>): ModelSignature {
  const inputs = [...fields].map(([name, need]): SignatureColumn => {
    switch (need) {
      case 'number':
        return { name, type: 'double', isOptional: false };
      case 'time':
        return { name, type: 'datetime', isOptional: false };
      case 'any':
        return { name, type: exampleType(example.get(name)), isOptional: false };
    }
  });
  return { inputs };
}

function exampleType(kind: ExampleKind | undefined): string {
  switch (kind) {
    case 'number':
      return 'double';
    case 'boolean':
      return 'boolean';
    case 'text':
      return 'string';
    case undefined:
      return 'any';
  }
}

/** The columns, by the names the model gives them, that a check and the chart read; absent: all, because the signature goes by their order. */
export function neededColumns({ fields, signature }: DataNeeds): readonly string[] | undefined {
  const inputs = signature?.inputs ?? [];
  if (inputs.some((input) => input.name === '')) {
    return undefined;
  }
  return [...new Set([...fields.keys(), ...inputs.map((input) => input.name)])];
}

/** Columns without which the model cannot be drawn and that a header lacks; those that the signature calls optional may lack. */
export function missingColumns({ fields, signature }: DataNeeds, header: readonly string[]): readonly string[] {
  const required = (signature?.inputs ?? []).filter(({ isOptional, name }) => !isOptional && name !== '');
  const wanted = new Set([...fields.keys(), ...required.map((input) => input.name)]);
  return [...wanted].filter((name) => !header.includes(name));
}
