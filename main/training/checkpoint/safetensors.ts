/** The safetensors file format: named tensors behind a JSON header, readable by PyTorch, JAX and others. */
import { z } from 'zod';
import { BugError, UserError } from '../../base/errors.ts';
import { allocate, elementCount, type DType, type Tensor, type TensorMap } from '../../graph/tensor.ts';

/** Names of the format for our dtypes; https://github.com/huggingface/safetensors, section "Format". */
const formatNames = { float32: 'F32', int32: 'I32', uint8: 'U8', bool: 'BOOL' } as const satisfies Record<
  DType,
  string
>;

const dtypes = new Map<string, DType>(
  (Object.keys(formatNames) as DType[]).map((dtype): [string, DType] => [formatNames[dtype], dtype]),
);

/** Bytes of the header's length, which stands at a file's beginning. */
export const lengthBytes = 8;

/** The format's own limit, so that a header that lies cannot ask for all memory. */
const longestHeader = 100_000_000;

const size = z.int().nonnegative();
const entrySchema = z.object({ dtype: z.string(), shape: z.array(size), data_offsets: z.tuple([size, size]) });
const headerSchema = z.object({ __metadata__: z.record(z.string(), z.string()).optional() }).catchall(entrySchema);

export interface SafetensorsFile {
  readonly tensors: TensorMap;
  /** The format knows text alone. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Bytes of a file: tensors in order of name, without gaps, the header padded with spaces to 8 bytes. */
export function encodeSafetensors({ tensors, metadata }: SafetensorsFile): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  const names = Object.keys(tensors).toSorted();
  let end = 0;
  for (const name of names) {
    const tensor = tensorOf(tensors, name);
    const start = end;
    end += tensor.data.byteLength;
    header[name] = { dtype: formatNames[tensor.dtype], shape: tensor.shape, data_offsets: [start, end] };
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(text.length / 8) * 8;
  const body = lengthBytes + padded;
  const bytes = new Uint8Array(body + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.fill(0x20, lengthBytes, body);
  bytes.set(text, lengthBytes);
  let at = body;
  for (const name of names) {
    const { data } = tensorOf(tensors, name);
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/** A tensor's place in a file. */
export interface SafetensorsEntry {
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** First byte of the file that is the tensor's, and the first that is not. */
  readonly start: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  readonly entries: Readonly<Record<string, SafetensorsEntry>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Length of the header that follows the first 8 bytes.
 *
 * @param head the file's first bytes, 8 or more where it has them
 * @param fileBytes of the whole file
 */
export function headerLength(head: Uint8Array, fileBytes: number, file: string): number {
  if (head.length < lengthBytes) throw broken(file, `it has ${fileBytes} bytes`);
  const length = Number(new DataView(head.buffer, head.byteOffset).getBigUint64(0, true));
  if (length > longestHeader || lengthBytes + length > fileBytes) {
    throw broken(file, `its header claims ${length} bytes, the file has ${fileBytes}`);
  }
  return length;
}

/**
 * Where every tensor lies.
 *
 * @param text the header's bytes, without the length before them
 * @param fileBytes of the whole file
 */
export function decodeHeader(text: Uint8Array, fileBytes: number, file: string): SafetensorsHeader {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(text));
  } catch {
    throw broken(file, 'its header is not JSON');
  }
  const header = headerSchema.safeParse(json);
  if (!header.success) throw broken(file, `its header is wrong at ${header.error.issues[0]?.path.join('.') ?? ''}`);
  const { __metadata__: metadata = {}, ...found } = header.data;
  const body = lengthBytes + text.length;
  const entries: Record<string, SafetensorsEntry> = {};
  for (const [name, entry] of Object.entries(found)) {
    const { dtype: formatName, shape, data_offsets: offsets } = entrySchema.parse(entry);
    const dtype = dtypes.get(formatName);
    if (dtype === undefined) throw broken(file, `tensor ${name} has the type ${formatName}`);
    const [start, end] = offsets;
    const bytes = elementCount(shape) * allocate(dtype, 0).BYTES_PER_ELEMENT;
    if (body + end > fileBytes || end - start !== bytes) {
      throw broken(
        file,
        `tensor ${name} has bytes ${start} to ${end} of ${fileBytes - body}, shape [${shape.join(', ')}]`,
      );
    }
    entries[name] = { dtype, shape, start: body + start, end: body + end };
  }
  return { entries, metadata };
}

/**
 * Reads a file. The tensors are copies.
 *
 * Throws UserError `training.safetensorsBroken` with a `reason` for every file that the format does not allow.
 */
export function decodeSafetensors(bytes: Uint8Array, file: string): SafetensorsFile {
  const length = headerLength(bytes, bytes.length, file);
  const header = decodeHeader(bytes.subarray(lengthBytes, lengthBytes + length), bytes.length, file);
  const tensors: Record<string, Tensor> = {};
  for (const [name, { dtype, shape, start, end }] of Object.entries(header.entries)) {
    const tensor = { dtype, shape, data: allocate(dtype, elementCount(shape)) };
    new Uint8Array(tensor.data.buffer).set(bytes.subarray(start, end));
    tensors[name] = tensor;
  }
  return { tensors, metadata: header.metadata };
}

function tensorOf(tensors: TensorMap, name: string): Tensor {
  const tensor = tensors[name];
  if (tensor === undefined) throw new BugError(`no tensor ${name}`);
  if (name === '__metadata__') throw new BugError('__metadata__ is reserved by safetensors');
  return tensor;
}

function broken(file: string, reason: string): UserError {
  return new UserError('training.safetensorsBroken', { reason }, { location: { file } });
}
