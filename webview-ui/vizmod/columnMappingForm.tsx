import type { ComponentChild } from 'preact';
import { useEffect } from 'preact/hooks';
import type { ColumnType, FieldNeed } from '../../src/model/dataTable.ts';
import type { AskedColumn, VisualizationView } from '../../src/protocol/visualizationPanel.ts';
import { rankColumns, typeOfNeed } from '../../src/vizmod/suggestColumn.ts';
import { Dropdown } from '../shared/controls.ts';
import type { DataChoices } from './dataChoices.ts';

interface FormProps {
  readonly choices: DataChoices;
  readonly view: VisualizationView;
}

/** Which column of the data stands for each that the model asks for; the likeliest are offered first. */
export function ColumnMappingForm({ choices, view }: FormProps): ComponentChild {
  useEffect(() => void choices.loadColumns(), []);
  const known = choices.columns.value;
  const columns: readonly Partial<ColumnType>[] = known.length > 0 ? known : view.dataHeader.map((name) => ({ name }));
  return (
    <table class="mapping" aria-label="Columns">
      <thead>
        <tr>
          <th scope="col">{view.header.checkedBy === 'signature' ? 'The model asks for' : 'The chart reads'}</th>
          <th scope="col">which is in {view.header.dataName}</th>
        </tr>
      </thead>
      <tbody>
        {view.asked.map((asked) => (
          <MappingRow
            key={asked.name}
            asked={asked}
            columns={columns.flatMap(({ name, type }) => (name === undefined ? [] : [{ name, type }]))}
            onChange={(dataColumn) => choices.mapColumn(asked.name, dataColumn)}
          />
        ))}
      </tbody>
    </table>
  );
}

interface RowProps {
  readonly asked: AskedColumn;
  readonly columns: readonly { readonly name: string; readonly type: ColumnType['type'] | undefined }[];
  readonly onChange: (dataColumn: string | undefined) => void;
}

const needTexts: Readonly<Record<FieldNeed, string>> = { number: 'numbers', time: 'times', any: '' };

function MappingRow({ asked, columns, onChange }: RowProps): ComponentChild {
  const { name, need, isOptional, dataColumn } = asked;
  const ranked = rankColumns(name, columns, typeOfNeed(need));
  const options = [
    { value: '', text: isOptional ? 'nothing (it is optional)' : 'nothing yet' },
    ...ranked.map(({ name: column, type }) => ({
      value: column,
      text: type === undefined ? column : `${column} · ${type}`,
    })),
  ];
  const notes = [needTexts[need], isOptional ? 'optional' : ''].filter((note) => note !== '').join(', ');
  return (
    <tr class={dataColumn === undefined && !isOptional ? 'missing' : ''}>
      <th scope="row">
        <code>{name}</code> <span class="quiet">{notes}</span>
      </th>
      <td>
        <Dropdown
          value={dataColumn ?? ''}
          label={`Column for ${name}`}
          options={options}
          onChange={(value) => onChange(value === '' ? undefined : value)}
        />
      </td>
    </tr>
  );
}
