/** Arrow IPC files and streams (Feather, version 2), read batch by batch. */
import { open } from 'node:fs/promises';
import type { DataType, Field } from 'apache-arrow';
import { UserError } from '../../base/errors.ts';
import { startsWith } from '../source/source.ts';
import type { DataWarning } from '../types.ts';
import { uniqueColumns } from './column-names.ts';
import type { OpenedTable, OpenRequest, TableImporter } from './importer.ts';
import { declaredKinds, stageTable, type StagedItem } from './staged.ts';

const magic = [...Buffer.from('ARROW1')];

export const arrow: TableImporter = {
  extensions: ['arrow', 'feather', 'arrows', 'ipc'],
  recognizes: (start) => startsWith(start, magic),
  open: openArrow,
};

async function openArrow(request: OpenRequest): Promise<OpenedTable> {
  const { path, file } = request.source;
  // Loaded when the first such file comes: the library is large.
  const { RecordBatchReader } = await import('apache-arrow');
  const { arrowCells, kindOfArrow } = await import('../arrow/cells.ts');
  const { registerCodecs } = await import('../arrow/codecs.ts');
  registerCodecs();
  const input = await open(path);
  try {
    const reader = await RecordBatchReader.from(input);
    await reader.open();
    const fields: readonly Field<DataType>[] = reader.schema.fields;
    const warnings: DataWarning[] = [];
    const columns = uniqueColumns(
      fields.map(({ name }) => name),
      warnings,
    );
    const declared = declaredKinds(
      columns,
      fields.map(({ type }) => kindOfArrow(type)),
    );
    async function* items(): AsyncGenerator<StagedItem> {
      let line = 0;
      for await (const batch of reader) {
        const readers = fields.map((field, index) => arrowCells(field.type, batch.getChildAt(index)));
        for (let row = 0; row < batch.numRows; row++) yield { line: ++line, cells: readers.map((cell) => cell(row)) };
      }
    }
    return await stageTable(request, { format: 'arrow', header: true, columns, declared, warnings, items: items() });
  } catch (error) {
    request.signal.throwIfAborted();
    if (error instanceof UserError) throw error;
    // The library has no errors of its own: whatever it throws at a file is against the file.
    const reason = error instanceof Error ? error.message : String(error);
    throw new UserError('datasets.notReadable', { file, reason }, { location: { file }, cause: error });
  } finally {
    await input.close();
  }
}
