/** Every format that a table can be imported from, and which of them a file is. */
import { extname } from 'node:path';
import { UserError } from '../../base/errors.ts';
import type { Source } from '../source/source.ts';
import { warning, type DataWarning } from '../types.ts';
import { arrow } from './arrow.ts';
import { csv } from './csv.ts';
import { excel } from './excel.ts';
import type { TableImporter } from './importer.ts';
import { json } from './json.ts';
import { parquet } from './parquet.ts';
import { sqlite } from './sqlite.ts';

export const tableImporters: Readonly<Record<string, TableImporter>> = { csv, json, parquet, excel, sqlite, arrow };

/** The endings of files that can be imported, without the dot. */
export const tableExtensions = Object.values(tableImporters).flatMap(({ extensions }) => extensions);

/**
 * The format of a file: what its first bytes can only be, else what its name says. A name that says another format than
 * the content is believed less, with a warning. One without an ending is taken for delimited text.
 */
export function importerFor({ file, start }: Pick<Source, 'file' | 'start'>): {
  readonly importer: TableImporter;
  readonly warnings: readonly DataWarning[];
} {
  const extension = extname(file).slice(1).toLowerCase();
  const formats = Object.entries(tableImporters);
  const [format, byContent] = formats.find(([, importer]) => importer.recognizes(start)) ?? [];
  const byName = extension === '' ? csv : formats.find(([, { extensions }]) => extensions.includes(extension))?.[1];
  if (byContent !== undefined && format !== undefined) {
    const told = byName === byContent || extension === '';
    const warnings = told ? [] : [warning('datasets.formatByContent', { file, format })];
    return { importer: byContent, warnings };
  }
  if (byName !== undefined) return { importer: byName, warnings: [] };
  const known = tableExtensions.join(', ');
  throw new UserError('datasets.formatUnknown', { file, extension, known }, { location: { file } });
}
