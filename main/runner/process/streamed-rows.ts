/**
 * Reads the rows of prepared arrays that do not fit in memory, block by block. It is told the windows of an epoch
 * beforehand: while one window is trained on, the next is read.
 */
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { BugError, UserError } from '../../base/errors.ts';
import { preparedRowBytes, type PreparedInput, type PreparedManifest } from '../../datasets/prepared.ts';
import type { Tensor, TensorMap } from '../../graph/tensor.ts';
import type { StreamShape } from '../../training/loop/stream-order.ts';
import type { RowSource } from '../../training/loop/streaming-session.ts';
import { residentInput } from '../../training/plan/request.ts';

interface StreamedFile {
  readonly input: PreparedInput;
  readonly handle: FileHandle;
  /** Of one row. */
  readonly bytes: number;
}

/** Reading a row by itself takes as long as reading so many bytes at once. */
const singleRead = 2 ** 16;

/** The rows of a block, in each of the files. */
type Block = readonly Uint8Array<ArrayBuffer>[];

export class StreamedRows implements RowSource, AsyncDisposable {
  readonly #files: readonly StreamedFile[];
  readonly #rows: number;
  readonly #shape: StreamShape;
  /** Blocks that are here or on their way. */
  readonly #blocks = new Map<number, Promise<Block>>();
  /** Buffers of blocks that have gone, for those that come. */
  readonly #spare: Block[] = [];
  /** The window that a block belongs to in this epoch. */
  readonly #windowOf = new Map<number, number>();
  #windows: readonly Int32Array[] = [];
  #window = 0;
  #gathered: Uint8Array<ArrayBuffer>[] = [];

  private constructor(files: readonly StreamedFile[], rows: number, shape: StreamShape) {
    this.#files = files;
    this.#rows = rows;
    this.#shape = shape;
  }

  get rowBytes(): number {
    return this.#files.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** Null where the arrays are to be held in memory. */
  static async open(
    folder: string,
    { inputs, rows, stream }: Pick<PreparedManifest, 'inputs' | 'rows' | 'stream'>,
  ): Promise<StreamedRows | null> {
    if (stream === null) return null;
    const files: StreamedFile[] = [];
    const source = new StreamedRows(files, rows, stream);
    try {
      for (const input of inputs) {
        const path = join(folder, input.file);
        const bytes = preparedRowBytes(input);
        const handle = await open(path);
        files.push({ input, handle, bytes });
        const { size } = await handle.stat();
        if (size !== rows * bytes) throw new BugError(`${path} has ${size} bytes instead of ${rows * bytes}`);
      }
      return source;
    } catch (error) {
      await source[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Says which blocks will be asked for next: window after window. */
  expect(windows: readonly Int32Array[]): void {
    this.#windows = windows;
    this.#windowOf.clear();
    windows.forEach((blocks, window) => {
      for (const block of blocks) this.#windowOf.set(block, window);
    });
    this.#window = 0;
    this.#keepOnly((block) => this.#isNear(block));
    this.#fetch(0);
  }

  async read(rows: Int32Array): Promise<TensorMap> {
    const { blockRows } = this.#shape;
    const counts = new Map<number, number>();
    for (const row of rows) {
      const block = Math.floor(row / blockRows);
      counts.set(block, (counts.get(block) ?? 0) + 1);
    }
    let reached = this.#window;
    for (const block of counts.keys()) reached = Math.max(reached, this.#windowOf.get(block) ?? 0);
    if (reached > this.#window) this.#enter(reached, counts);
    const whole = [...counts].filter(([block, count]) => this.#isWorthReading(block, count)).map(([block]) => block);
    for (const block of whole) void this.#block(block);
    const blocks = new Map<number, Block>();
    for (const block of whole) blocks.set(block, await this.#block(block));
    const tensors = await this.#gather(rows, blocks);
    this.#keepOnly((block) => counts.has(block) || this.#isNear(block));
    return tensors;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(this.#blocks.values());
    for (const { handle } of this.#files) await handle.close();
  }

  /** What has been trained on goes, and what comes after this window is read in the meantime. */
  #enter(window: number, needed: ReadonlyMap<number, number>): void {
    this.#window = window;
    this.#keepOnly((block) => needed.has(block) || this.#isNear(block));
    this.#fetch(window);
    this.#fetch(window + 1);
  }

  #fetch(window: number): void {
    for (const block of this.#windows[window] ?? []) void this.#block(block);
  }

  /** Whether a block belongs to the window that is trained on, or the next. */
  #isNear(block: number): boolean {
    const window = this.#windowOf.get(block);
    return window === this.#window || window === this.#window + 1;
  }

  #isWorthReading(block: number, count: number): boolean {
    const bytes = this.#shape.blockRows * this.rowBytes;
    return this.#blocks.has(block) || this.#isNear(block) || count * singleRead >= bytes;
  }

  #keepOnly(isKept: (block: number) => boolean): void {
    for (const [block, reading] of this.#blocks) {
      if (isKept(block)) continue;
      this.#blocks.delete(block);
      // A failed one has nothing to give back, and was told of where it was asked for.
      void reading.then((bytes) => this.#spare.push(bytes)).catch(() => undefined);
    }
  }

  #block(block: number): Promise<Block> {
    const known = this.#blocks.get(block);
    if (known !== undefined) return known;
    const reading = this.#readBlock(block);
    // Told where it is waited for.
    reading.catch(() => undefined);
    this.#blocks.set(block, reading);
    return reading;
  }

  async #readBlock(block: number): Promise<Block> {
    const first = block * this.#shape.blockRows;
    const count = Math.min(this.#shape.blockRows, this.#rows - first);
    const buffers = this.#spare.pop() ?? this.#files.map(({ bytes }) => new Uint8Array(this.#shape.blockRows * bytes));
    for (const [index, { handle, bytes, input }] of this.#files.entries()) {
      const buffer = buffers[index];
      if (buffer === undefined) continue;
      await readWhole(handle, input.file, buffer.subarray(0, count * bytes), first * bytes);
    }
    return buffers;
  }

  async #gather(rows: Int32Array, blocks: ReadonlyMap<number, Block>): Promise<TensorMap> {
    const { blockRows } = this.#shape;
    const tensors: [string, Tensor][] = [];
    for (const [index, { input, handle, bytes }] of this.#files.entries()) {
      const length = rows.length * bytes;
      const before = this.#gathered[index];
      const into = before?.length === length ? before : new Uint8Array(length);
      this.#gathered[index] = into;
      for (const [place, row] of rows.entries()) {
        const block = Math.floor(row / blockRows);
        const from = blocks.get(block)?.[index];
        const at = (row - block * blockRows) * bytes;
        if (from !== undefined) into.set(from.subarray(at, at + bytes), place * bytes);
        else await readWhole(handle, input.file, into.subarray(place * bytes, (place + 1) * bytes), row * bytes);
      }
      tensors.push([residentInput(input.name), tensorOf(input, rows.length, into)]);
    }
    return Object.fromEntries(tensors);
  }
}

/** Fills the bytes from a place in the file. */
async function readWhole(handle: FileHandle, file: string, into: Uint8Array, position: number): Promise<void> {
  const { bytesRead } = await handle.read(into, 0, into.length, position).catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError('datasets.fileUnreadable', { file, reason }, { cause });
  });
  if (bytesRead !== into.length) throw new BugError(`${file} ends before byte ${position + into.length}`);
}

function tensorOf({ dtype, shape }: PreparedInput, rows: number, { buffer }: Uint8Array<ArrayBuffer>): Tensor {
  const whole = [rows, ...shape];
  switch (dtype) {
    case 'float32':
      return { dtype, shape: whole, data: new Float32Array(buffer) };
    case 'int32':
      return { dtype, shape: whole, data: new Int32Array(buffer) };
    case 'uint8':
      return { dtype, shape: whole, data: new Uint8Array(buffer) };
    default:
      return dtype satisfies never;
  }
}
