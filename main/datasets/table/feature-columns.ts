/** Features as they come, column by column, until they become rows: in memory, or where they outgrow it in a file. */
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import { UserError } from '../../base/errors.ts';
import { writeFeature } from '../recipe/recipe.ts';
import { fileError, isSystemError } from '../source/source.ts';

/** Columns and rows that are turned into each other at a time, in bytes. */
const turnedBytes = 32 * 2 ** 20;
const fileName = 'columns.f32';

export class FeatureColumns {
  readonly #folder: string;
  readonly #rows: number;
  readonly #limit: number;
  #held: Float32Array[] = [];
  #file: FileHandle | null = null;
  #count = 0;

  /**
   * @param folder where they are written if need be
   * @param rows of every column
   * @param limit bytes of all features that may be held in memory
   */
  constructor(folder: string, rows: number, limit: number) {
    this.#folder = folder;
    this.#rows = rows;
    this.#limit = limit;
  }

  get count(): number {
    return this.#count;
  }

  /** Whether they do not fit in memory. */
  get outgrown(): boolean {
    return this.#file !== null;
  }

  async add(values: Float32Array): Promise<void> {
    this.#count += 1;
    this.#held.push(values);
    if (this.#file === null && this.#count * this.#rows * 4 <= this.#limit) return;
    this.#file ??= await open(join(this.#folder, fileName), 'wx+');
    for (const column of this.#held.splice(0)) await write(this.#file, bytesOf(column));
  }

  /** float32 [rows, features]. Only where they fit. @param order the row that each place takes; null: as they stand */
  matrix(order: Int32Array | null): Float32Array {
    const matrix = new Float32Array(this.#rows * this.#count);
    this.#held.forEach((values, index) => {
      const ordered = order === null ? values : Float32Array.from(order, (row) => values[row] ?? NaN);
      writeFeature(matrix, ordered, index, this.#count);
    });
    return matrix;
  }

  /** Writes float32 [rows, features] to a new file, and lets the columns go. */
  async writeRows(path: string, signal: AbortSignal): Promise<void> {
    const columns = this.#file;
    if (columns === null) return;
    const target = await open(path, 'wx');
    try {
      const most = Math.max(1, Math.floor(turnedBytes / (4 * this.#count)));
      for (let first = 0; first < this.#rows; first += most) {
        signal.throwIfAborted();
        const rows = Math.min(most, this.#rows - first);
        const turned = new Float32Array(rows * this.#count);
        const column = new Float32Array(rows);
        for (let index = 0; index < this.#count; index += 1) {
          await columns.read(bytesOf(column), 0, rows * 4, (index * this.#rows + first) * 4);
          writeFeature(turned, column, index, this.#count);
        }
        await write(target, bytesOf(turned));
      }
    } finally {
      await target.close();
    }
    await this.close();
  }

  /** Deletes what was written on the way. */
  async close(): Promise<void> {
    if (this.#file === null) return;
    await this.#file.close();
    await rm(join(this.#folder, fileName), { force: true });
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

async function write(file: FileHandle, bytes: Uint8Array): Promise<void> {
  await file.writeFile(bytes).catch((error: unknown) => {
    const known = isSystemError(error) ? fileError(error, { path: '', file: '' }) : error;
    throw known instanceof UserError ? known : error;
  });
}
