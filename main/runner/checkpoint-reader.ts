/** Reads the weights of a checkpoint file slice by slice: what looks at them need not hold them all. */
import { open, type FileHandle } from 'node:fs/promises';
import { basename } from 'node:path';
import { UserError } from '../base/errors.ts';
import { decodeHeader, headerLength, lengthBytes, type SafetensorsEntry } from '../training/checkpoint/safetensors.ts';

/** Values of a slice: a quarter of a megabyte, some milliseconds of work, so that a caller's thread breathes between. */
const sliceValues = 65_536;

export interface CheckpointReader extends AsyncDisposable {
  /** Tensors of numbers by name, e.g. `parameters/dense_1/kernel`. */
  readonly tensors: Readonly<Record<string, { readonly shape: readonly number[] }>>;
  /** The values in row-major order. A slice is valid until the next is asked for. */
  slices(name: string): AsyncGenerator<Float32Array, void, undefined>;
}

/** Throws UserError `runner.checkpointDamaged` where the file cannot be opened, `training.safetensorsBroken` for no such file. */
export async function openCheckpoint(path: string): Promise<CheckpointReader> {
  const file = basename(path);
  const handle = await open(path, 'r').catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new UserError('runner.checkpointDamaged', { file, reason }, { cause });
  });
  try {
    const entries = await readEntries(handle, file);
    return {
      tensors: entries,
      slices: (name) => readSlices(handle, entries[name]),
      [Symbol.asyncDispose]: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function readEntries(handle: FileHandle, file: string): Promise<Record<string, SafetensorsEntry>> {
  const { size } = await handle.stat();
  const head = await readBytes(handle, 0, Math.min(size, lengthBytes));
  const length = headerLength(head, size, file);
  const { entries } = decodeHeader(await readBytes(handle, lengthBytes, length), size, file);
  return Object.fromEntries(Object.entries(entries).filter(([, { dtype }]) => dtype === 'float32'));
}

async function* readSlices(
  handle: FileHandle,
  entry: SafetensorsEntry | undefined,
): AsyncGenerator<Float32Array, void, undefined> {
  if (entry === undefined) return;
  const bytes = sliceValues * Float32Array.BYTES_PER_ELEMENT;
  for (let at = entry.start; at < entry.end; at += bytes) {
    const slice = await readBytes(handle, at, Math.min(bytes, entry.end - at));
    yield new Float32Array(slice.buffer, slice.byteOffset, slice.length / Float32Array.BYTES_PER_ELEMENT);
  }
}

/** In memory of its own, which begins at a multiple of four as float32 needs. */
async function readBytes(handle: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(bytes, done, length - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return bytes.subarray(0, done);
}
