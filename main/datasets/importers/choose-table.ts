/** Which sheet of a workbook or table of a database is meant. */
import { UserError } from '../../base/errors.ts';
import { nearestName } from '../../base/nearest.ts';
import { warning, type DataWarning } from '../types.ts';

/** The wished one, or the first, with a warning where there are others. */
export function chooseTable(
  tables: readonly string[],
  wished: string | undefined,
  file: string,
  warnings: DataWarning[],
): string {
  const [first] = tables;
  const location = { file };
  if (first === undefined) throw new UserError('datasets.noTables', { file }, { location });
  if (wished !== undefined && wished !== '') {
    if (tables.includes(wished)) return wished;
    const params = { file, table: wished, nearest: nearestName(wished, tables), tables: tables.join(', ') };
    throw new UserError('datasets.tableUnknown', params, { location });
  }
  if (tables.length > 1)
    warnings.push(warning('datasets.firstTable', { table: first, count: tables.length, tables: tables.join(', ') }));
  return first;
}
