/** Every format that a table can be imported from. */
import { extname } from 'node:path';
import { UserError } from '../../base/errors.ts';
import { csv } from './csv.ts';
import type { TableImporter } from './importer.ts';

export const tableImporters: Readonly<Record<string, TableImporter>> = { csv };

/** The format of a file by its name. One without an ending is taken for delimited text. */
export function importerFor(file: string): { readonly format: string; readonly importer: TableImporter } {
  const extension = extname(file).slice(1).toLowerCase();
  for (const [format, importer] of Object.entries(tableImporters)) {
    if (extension === '' ? importer === csv : importer.extensions.includes(extension)) return { format, importer };
  }
  const known = Object.values(tableImporters).flatMap(({ extensions }) => extensions);
  throw new UserError('datasets.formatUnknown', { file, extension, known: known.join(', ') }, { location: { file } });
}
