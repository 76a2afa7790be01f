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
  const headerLength = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + end);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.fill(0x20, 8, 8 + headerLength);
  bytes.set(text, 8);
  let at = 8 + headerLength;
  for (const name of names) {
    const { data } = tensorOf(tensors, name);
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/**
 * Reads a file. The tensors are copies.
 *
 * Throws UserError `training.safetensorsBroken` with a `reason` for every file that the format does not allow.
 */
export function decodeSafetensors(bytes: Uint8Array, file: string): SafetensorsFile {
  const { header, body } = split(bytes, file);
  const { __metadata__: metadata = {}, ...entries } = header;
  const tensors: Record<string, Tensor> = {};
  for (const [name, entry] of Object.entries(entries)) {
    const { dtype: formatName, shape, data_offsets: offsets } = entrySchema.parse(entry);
    const dtype = dtypes.get(formatName);
    if (dtype === undefined) throw broken(file, `tensor ${name} has the type ${formatName}`);
    const tensor = { dtype, shape, data: allocate(dtype, elementCount(shape)) };
    const [start, end] = offsets;
    if (end > body.length || end - start !== tensor.data.byteLength) {
      throw broken(file, `tensor ${name} has bytes ${start} to ${end} of ${body.length}, shape [${shape.join(', ')}]`);
    }
    new Uint8Array(tensor.data.buffer).set(body.subarray(start, end));
    tensors[name] = tensor;
  }
  return { tensors, metadata };
}

function split(bytes: Uint8Array, file: string): { header: z.infer<typeof headerSchema>; body: Uint8Array } {
  if (bytes.length < 8) throw broken(file, `it has ${bytes.length} bytes`);
  const headerLength = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (headerLength > longestHeader || 8 + headerLength > bytes.length) {
    throw broken(file, `its header claims ${headerLength} bytes, the file has ${bytes.length}`);
  }
  const text = new TextDecoder().decode(bytes.subarray(8, 8 + headerLength));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw broken(file, 'its header is not JSON');
  }
  const header = headerSchema.safeParse(json);
  if (!header.success) throw broken(file, `its header is wrong at ${header.error.issues[0]?.path.join('.') ?? ''}`);
  return { header: header.data, body: bytes.subarray(8 + headerLength) };
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
