/** The last rows in the order of a column are the test rows, and the last before them the validation rows. */
import { UserError } from '../../base/errors.ts';
import { requireColumn } from './column.ts';
import type { SplitMethod } from './method.ts';

export const time: SplitMethod = {
  column: 'read',
  draw({ rows, testCount, column }) {
    const values = requireColumn(column, 'time');
    if (values.kind === 'texts') {
      throw new UserError('datasets.splitTimeText', { column: values.name }, { path: 'data.split.by' });
    }
    const missing = values.values.findIndex((value) => Number.isNaN(value));
    if (missing >= 0) {
      const params = { column: values.name, row: missing };
      throw new UserError('datasets.splitTimeMissing', params, { path: 'data.split.by', location: params });
    }
    // Rows of the same time stay in file order.
    const order = Int32Array.from({ length: rows }, (_, row) => row).sort(
      (one, other) => (values.values[one] ?? 0) - (values.values[other] ?? 0) || one - other,
    );
    return { test: order.slice(rows - testCount), remainder: order.slice(0, rows - testCount) };
  },
};
