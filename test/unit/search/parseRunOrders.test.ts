import { expect, it } from 'vitest';
import { parseRunOrders } from '../../../src/search/parseRunOrder.ts';

it('takes a field that is named twice for the file store only, as MLflow does', () => {
  const clauses = ['created DESC', 'attributes.start_time'];
  const field = { entity: 'timeAttribute', key: 'start_time' };
  expect(parseRunOrders(clauses, 'file')).toEqual([
    { field, descending: true },
    { field, descending: false },
  ]);
  expect(() => parseRunOrders(clauses, 'sql')).toThrow(
    expect.objectContaining({ reason: 'invalidFilter', details: expect.objectContaining({ what: 'start_time' }) }),
  );
});
