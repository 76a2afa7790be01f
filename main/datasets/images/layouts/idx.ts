/**
 * IDX, the format of MNIST and its kin (yann.lecun.com/exdb/mnist): a file of images and one of labels, for training
 * and, where there is a second pair, for the test. Packed by gzip or plain.
 */
import { UserError } from '../../../base/errors.ts';
import type { TreeFile } from '../../files/tree.ts';
import { unpackArray, type ArrayHeader, type UnpackedArray } from './array-file.ts';
import { listArrayImages, type ArrayPair } from './array-images.ts';
import type { ImageLayout, LayoutRequest } from './layout.ts';
import { isIdxName, readArrayName } from './names.ts';

/** What a preview unpacks of an array. */
const previewBytes = 8 * 2 ** 20;
const unsignedByte = 8;

export const idx: ImageLayout = {
  name: 'idx',
  async open(request) {
    const { tree } = request;
    const files = tree.files.filter(({ path }) => isIdxName(path));
    const images = files.filter((file) => roleOf(file) === 'images');
    if (images.length === 0) {
      const [lonely] = files;
      if (lonely === undefined) return null;
      throw new UserError('images.idxWithoutImages', { file: lonely.path }, { location: { file: lonely.path } });
    }
    const pairs: ArrayPair[] = [];
    const close = async (): Promise<void> => {
      await tree.close();
    };
    try {
      for (const file of images) {
        const labels = labelsOf(file, files);
        pairs.push(await openPair(request, file, labels, images.length > 1));
      }
      return listArrayImages(pairs, close);
    } catch (error) {
      await Promise.all(pairs.map((pair) => pair.images.close()));
      throw error;
    }
  },
};

function roleOf({ path }: TreeFile): 'images' | 'labels' {
  return /idx1/iu.test(path) ? 'labels' : 'images';
}

/** The file that differs in the word and the number of dimensions alone. */
function labelsOf(images: TreeFile, files: readonly TreeFile[]): TreeFile {
  const plain = (path: string): string =>
    path
      .replace(/\.gz$/iu, '')
      .replace(/images?/iu, '')
      .replace(/labels?/iu, '')
      .replace(/idx\d/iu, '');
  const candidates = files.filter((file) => roleOf(file) === 'labels');
  const found = candidates.find(({ path }) => plain(path) === plain(images.path));
  const [only] = candidates;
  if (found !== undefined) return found;
  if (
    only !== undefined &&
    candidates.length === 1 &&
    readArrayName(only.path).part === readArrayName(images.path).part
  )
    return only;
  const expected = images.path.replace(/images/iu, 'labels').replace(/idx3/iu, 'idx1');
  throw new UserError('images.labelsMissing', { file: images.path, expected }, { location: { file: images.path } });
}

async function openPair(
  request: LayoutRequest,
  file: TreeFile,
  labelsFile: TreeFile,
  several: boolean,
): Promise<ArrayPair> {
  const { tree, scratch, signal, preview } = request;
  const unpack = (from: TreeFile, dimensions: readonly number[], limit: number): Promise<UnpackedArray> =>
    unpackArray({ tree, file: from, scratch, limit, signal, header: (start) => readHeader(start, from, dimensions) });
  const labels = await unpack(labelsFile, [1], Infinity);
  let bytes: Buffer;
  try {
    bytes = await labels.whole();
  } finally {
    await labels.close();
  }
  const images = await unpack(file, [3, 4], preview ? previewBytes : Infinity);
  const [, height = 0, width = 0, channels = 1] = images.header.shape;
  if (height < 1 || width < 1 || (channels !== 1 && channels !== 3)) {
    await images.close();
    const params = { file: file.path, shape: `[${images.header.shape.join(', ')}]` };
    throw new UserError('images.arrayShape', params, { location: { file: file.path } });
  }
  // A single pair is all there is, whatever it is called.
  const part = several ? readArrayName(file.path).part : null;
  return {
    part,
    imagesFile: file.path,
    labelsFile: labelsFile.path,
    images,
    height,
    width,
    channels,
    labels: Array.from(bytes, String),
  };
}

/** Two zero bytes, the kind of the values, the number of dimensions, and each of them as a big-endian 32-bit integer. */
function readHeader(start: Buffer, { path }: TreeFile, dimensions: readonly number[]): ArrayHeader | null {
  if (start.length < 4) return null;
  const [kind = 0, count = 0] = [start[2], start[3]];
  if (start.readUInt16BE(0) !== 0 || kind !== unsignedByte || !dimensions.includes(count)) {
    const params = { file: path, magic: `0x${start.readUInt32BE(0).toString(16).padStart(8, '0')}` };
    throw new UserError('images.idxMagic', params, { location: { file: path } });
  }
  if (start.length < 4 + 4 * count) return null;
  const shape = Array.from({ length: count }, (_, axis) => start.readUInt32BE(4 + 4 * axis));
  return { start: 4 + 4 * count, shape, itemBytes: 1 };
}
