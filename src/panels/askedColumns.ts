import type { AskedColumn } from '../protocol/visualizationPanel.ts';
import type { ColumnMapping } from '../vizmod/columnMapping.ts';
import { inferSignature, type DataNeeds } from '../vizmod/dataNeeds.ts';

/** What a model asks for, and which column of the data stands for it. Inputs that go by their order are left out. */
export function askedColumns(needs: DataNeeds, mapping: ColumnMapping, header: readonly string[]): AskedColumn[] {
  const { inputs } = needs.signature ?? inferSignature(needs);
  const named = inputs.filter(({ name }) => name !== '');
  const optional = new Set(named.flatMap(({ name, isOptional }) => (isOptional ? name : [])));
  const names = new Set([...needs.fields.keys(), ...named.map(({ name }) => name)]);
  return [...names].map((name): AskedColumn => {
    const dataColumn = mapping.get(name) ?? (header.includes(name) ? name : undefined);
    const need = needs.fields.get(name) ?? 'any';
    return { name, need, isOptional: optional.has(name), ...(dataColumn !== undefined && { dataColumn }) };
  });
}
