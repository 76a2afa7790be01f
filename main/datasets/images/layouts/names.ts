/** What names say: which files are images, and which part and role an array has. */
import { partOf } from '../../files/names.ts';
import type { Part } from '../../files/types.ts';

/** Endings of files that are taken for images; whether they are shows when they are decoded. */
const imageEndings = /\.(png|jpe?g|jfif|webp|gif|bmp|dib|tiff?|avif|heic|heif|svg|ppm|pgm|jp2|jxl|ico)$/iu;

export function isImageName(path: string): boolean {
  return imageEndings.test(path);
}

/** `train-images-idx3-ubyte.gz`, `t10k-labels.idx1-ubyte`. */
export function isIdxName(path: string): boolean {
  return /idx[134][-._]?ubyte(\.gz)?$/iu.test(path);
}

/** Part and role of an array's name: `x_train`, `test_labels`, `t10k-images-idx3-ubyte`. */
export function readArrayName(name: string): { readonly role: 'images' | 'labels' | null; readonly part: Part | null } {
  const words = name
    .replace(/\.(npy|gz)$/giu, '')
    .split(/[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])/u)
    .map((word) => word.toLowerCase());
  const is = (known: readonly string[]): boolean => words.some((word) => known.includes(word));
  const part = words.map(partOf).find((found) => found !== null) ?? null;
  if (is(['y', 'label', 'labels', 'target', 'targets', 'class', 'classes'])) return { role: 'labels', part };
  if (is(['x', 'image', 'images', 'img', 'imgs', 'data', 'pixels'])) return { role: 'images', part };
  return { role: null, part };
}
