/** NumPy arrays: `.npz` with images and labels, or `.npy` files of them side by side (numpy.lib.format, versions 1 to 3). */
import { UserError } from '../../../base/errors.ts';
import type { TreeFile } from '../../files/tree.ts';
import { unpackArray, type ArrayHeader, type UnpackedArray } from './array-file.ts';
import { listArrayImages, type ArrayPair } from './array-images.ts';
import type { ImageLayout, LayoutRequest } from './layout.ts';
import { readArrayName } from './names.ts';

const previewBytes = 8 * 2 ** 20;

interface NumpyHeader extends ArrayHeader {
  /** As NumPy writes it: `|u1`, `<i8`, `<U5`. */
  readonly dtype: string;
}

export const numpy: ImageLayout = {
  name: 'numpy',
  async open(request) {
    const { tree, file } = request;
    const arrays = tree.files.filter(({ path }) => /\.npy$/iu.test(path));
    if (arrays.length === 0) return null;
    const named = arrays.map((array) => ({
      array,
      ...readArrayName(array.path.slice(array.path.lastIndexOf('/') + 1)),
    }));
    const images = named.filter(({ role }) => role === 'images');
    const labels = named.filter(({ role }) => role === 'labels');
    const pairsOf = images.flatMap(({ array, part }) => {
      const found = labels.find((candidate) => candidate.part === part);
      return found === undefined ? [] : [{ part, images: array, labels: found.array }];
    });
    if (pairsOf.length === 0 || pairsOf.length < images.length) {
      const params = { file, arrays: arrays.map(({ path }) => path.replace(/\.npy$/iu, '')).join(', ') };
      throw new UserError('images.numpyNames', params, { location: { file } });
    }
    const pairs: ArrayPair[] = [];
    try {
      for (const pair of pairsOf) {
        const part = pairsOf.length > 1 ? pair.part : null;
        pairs.push({ ...(await openPair(request, pair.images, pair.labels)), part });
      }
      return listArrayImages(pairs, () => tree.close());
    } catch (error) {
      await Promise.all(pairs.map((pair) => pair.images.close()));
      throw error;
    }
  },
};

async function openPair(
  request: LayoutRequest,
  file: TreeFile,
  labelsFile: TreeFile,
): Promise<Omit<ArrayPair, 'part'>> {
  const { preview } = request;
  const labels = await unpack(request, labelsFile, Infinity);
  let names: string[];
  try {
    names = readLabels(labels.header, await labels.whole(), labelsFile);
  } finally {
    await labels.close();
  }
  const images = await unpack(request, file, preview ? previewBytes : Infinity);
  const { header } = images;
  const [, height = 0, width = 0, channels = 1] = header.shape;
  const location = { file: file.path };
  const shape = `[${header.shape.join(', ')}]`;
  const isBytes = header.dtype === '|u1';
  if (isBytes && [3, 4].includes(header.shape.length) && height > 0 && width > 0 && isChannels(channels)) {
    return { imagesFile: file.path, labelsFile: labelsFile.path, images, height, width, channels, labels: names };
  }
  await images.close();
  if (isBytes) throw new UserError('images.arrayShape', { file: file.path, shape }, { location });
  throw new UserError('images.numpyKind', { file: file.path, dtype: header.dtype }, { location });
}

function isChannels(channels: number): channels is 1 | 3 | 4 {
  return channels === 1 || channels === 3 || channels === 4;
}

async function unpack(
  { tree, scratch, signal }: LayoutRequest,
  file: TreeFile,
  limit: number,
): Promise<UnpackedArray<NumpyHeader>> {
  const header = (start: Buffer): NumpyHeader | null => readHeader(start, file);
  return unpackArray({ tree, file, scratch, limit, signal, header });
}

/** A magic string, a version, and a Python dictionary as text. */
function readHeader(start: Buffer, { path }: TreeFile): NumpyHeader | null {
  if (start.length < 12) return null;
  const location = { file: path };
  const damaged = new UserError('images.arrayHeader', { file: path }, { location });
  if (start.toString('latin1', 0, 6) !== '\x93NUMPY') throw damaged;
  const short = start[6] === 1;
  const textAt = short ? 10 : 12;
  const length = short ? start.readUInt16LE(8) : start.readUInt32LE(8);
  if (start.length < textAt + length) return null;
  const text = start.toString('utf8', textAt, textAt + length);
  const dtype = /'descr':\s*'([^']+)'/u.exec(text)?.[1];
  const shape = /'shape':\s*\(([\d,\s]*)\)/u.exec(text)?.[1];
  if (dtype === undefined || shape === undefined) throw damaged;
  if (/'fortran_order':\s*True/u.test(text)) throw new UserError('images.numpyOrder', { file: path }, { location });
  const sizes = shape.split(',').map((size) => size.trim());
  return {
    dtype,
    start: textAt + length,
    shape: sizes.filter((size) => size !== '').map(Number),
    itemBytes: itemBytesOf(dtype),
  };
}

function itemBytesOf(dtype: string): number {
  const [, kind = '', digits = '1'] = /^[<>|=]?([a-zA-Z?])(\d*)/u.exec(dtype) ?? [];
  return (kind === 'U' ? 4 : 1) * Number(digits === '' ? '1' : digits);
}

/** Whole numbers or texts, one a row. */
function readLabels({ dtype, shape, itemBytes }: NumpyHeader, bytes: Buffer, { path }: TreeFile): string[] {
  const location = { file: path };
  const [count = 0] = shape;
  if (shape.reduce((product, size) => product * size, 1) !== count) {
    throw new UserError('images.numpyLabels', { file: path, shape: `[${shape.join(', ')}]`, dtype }, { location });
  }
  const item = readerOf(dtype, bytes, itemBytes);
  if (item === null) {
    throw new UserError('images.numpyLabels', { file: path, shape: `[${shape.join(', ')}]`, dtype }, { location });
  }
  return Array.from({ length: count }, (_, row) => item(row * itemBytes));
}

function readerOf(dtype: string, bytes: Buffer, itemBytes: number): ((at: number) => string) | null {
  if (/^[<|]?U\d+$/u.test(dtype)) {
    return (at) => {
      const points = Array.from({ length: itemBytes / 4 }, (_, index) => bytes.readUInt32LE(at + 4 * index));
      return points.map((point) => (point === 0 ? '' : codePoint(point))).join('');
    };
  }
  if (/^[<|]u[124]$/u.test(dtype)) return (at) => String(bytes.readUIntLE(at, itemBytes));
  if (/^[<|]i[124]$/u.test(dtype)) return (at) => String(bytes.readIntLE(at, itemBytes));
  if (/^<[iu]8$/u.test(dtype)) return (at) => String(bytes.readBigInt64LE(at));
  return null;
}

/** Damaged text is no text, but no reason to stop either. */
function codePoint(point: number): string {
  return point > 0x10ffff ? '\ufffd' : String.fromCodePoint(point);
}
