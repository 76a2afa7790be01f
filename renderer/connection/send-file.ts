/** Sends a file to the core in pieces, where the core cannot open it itself. */
import type { TableSource } from '../../main/api/contract/index.ts';
import type { Client } from './connection.svelte.ts';

/** What is needed of a `File`. */
export interface SourceFile {
  readonly name: string;
  readonly size: number;
  slice(start: number, end: number): Blob;
}

export interface SendOptions {
  /** Called as soon as the core knows of the file, so that it can be discarded. */
  readonly onOpened?: (source: TableSource) => void;
  readonly onProgress?: (done: number) => void;
  /** True ends the sending. */
  readonly isOver?: () => boolean;
}

/** Pieces are at most 8 MiB by contract. */
const pieceBytes = 4 * 1024 * 1024;

export async function sendFile(
  api: Pick<Client, 'datasets'>,
  file: SourceFile,
  { onOpened, onProgress, isOver }: SendOptions = {},
): Promise<TableSource> {
  const { id } = await api.datasets.stageOpen({ name: file.name, bytes: file.size });
  const source: TableSource = { kind: 'staged', id };
  onOpened?.(source);
  for (let offset = 0; offset < file.size && isOver?.() !== true; offset += pieceBytes) {
    const end = Math.min(file.size, offset + pieceBytes);
    await api.datasets.stageChunk({ id, offset, bytes: file.slice(offset, end) });
    onProgress?.(end);
  }
  return source;
}
