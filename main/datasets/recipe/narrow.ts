/** From the numbers that a recipe computes with to those that a network learns from. */
import { UserError } from '../../base/errors.ts';

/** Float32. Throws UserError `datasets.missingLeft` or `datasets.valueTooLarge` with the row of the first that is none. */
export function narrow(name: string, values: Float64Array): Float32Array {
  const narrowed = new Float32Array(values);
  const row = narrowed.findIndex((value) => !Number.isFinite(value));
  if (row >= 0) {
    if (Number.isNaN(values[row])) {
      throw new UserError('datasets.missingLeft', { column: name, row }, { location: { column: name, row } });
    }
    const params = { column: name, row, value: String(values[row]) };
    throw new UserError('datasets.valueTooLarge', params, { location: { column: name, row } });
  }
  return narrowed;
}
