/** The import of a table. */
import type { ColumnKind, TableOptions, TablePreview, TableSource } from '../../../main/api/contract/index.ts';
import { SourceImport } from './source-import.svelte.ts';

export class ImportSession extends SourceImport<TablePreview, TableOptions> {
  readonly kind = 'table';
  /** Whether bad rows stand in the way until they are kept aside. */
  get blocked(): boolean {
    const { preview } = this;
    return preview !== null && preview.rejected.length > 0 && preview.options.onBadRow === 'refuse';
  }

  /** Chooses another sheet or table, whose columns are others. */
  changeTable(table: string): void {
    const { kinds: _, ...chosen } = this.chosen;
    this.replaceOptions({ ...chosen, table });
  }

  /** As a table (null), or as a plain text: what was chosen for the columns of the other is forgotten. */
  readAs(texts: NonNullable<TableOptions['texts']> | null): void {
    const { encoding } = this.chosen;
    this.replaceOptions({ ...(encoding === undefined ? {} : { encoding }), ...(texts === null ? {} : { texts }) });
  }

  setKind(column: string, kind: ColumnKind): void {
    this.change({ kinds: { ...this.chosen.kinds, [column]: kind } });
  }

  protected read(source: TableSource, options: TableOptions): Promise<TablePreview> {
    return this.api.datasets.preview({ source, options });
  }

  protected bringIn(request: Parameters<typeof this.api.datasets.import>[0], signal: AbortSignal) {
    return this.api.datasets.import(request, { signal });
  }
}
