/** Images in arrays beside arrays of their classes: what IDX and NumPy have in common once their headers are read. */
import { UserError } from '../../../base/errors.ts';
import type { ListedFile } from '../../files/layout.ts';
import { orderClasses } from '../../files/names.ts';
import type { Part } from '../../files/types.ts';
import type { UnpackedArray } from './array-file.ts';
import type { OpenedImages } from './layout.ts';

/** Images and their classes, of one part. */
export interface ArrayPair {
  readonly part: Part | null;
  readonly imagesFile: string;
  readonly labelsFile: string;
  readonly images: UnpackedArray;
  /** uint8 images [rows, height, width, channels]. */
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3 | 4;
  /** As written, in the order of the rows. */
  readonly labels: readonly string[];
}

const order: readonly (Part | null)[] = [null, 'train', 'validation', 'test'];

export function listArrayImages(given: readonly ArrayPair[], close: () => Promise<void>): OpenedImages {
  const pairs = given.toSorted((one, other) => order.indexOf(one.part) - order.indexOf(other.part));
  for (const { images, imagesFile, labelsFile, labels } of pairs) {
    const [count = 0] = images.header.shape;
    if (count === labels.length) continue;
    const params = { images: count, labels: labels.length, imagesFile, labelsFile };
    throw new UserError('images.labelCount', params, { location: { file: labelsFile } });
  }
  const classes = orderClasses(pairs.flatMap(({ labels }) => labels));
  const numbers = new Map(classes.map((name, index) => [name, index]));
  const places: { readonly pair: ArrayPair; readonly row: number }[] = [];
  const images: ListedFile[] = [];
  // A preview has the first rows of each array alone; only one that is there can be sampled, so they come first.
  for (const there of [true, false]) {
    for (const pair of pairs) {
      pair.labels.forEach((label, row) => {
        if (row < pair.images.rows !== there) return;
        places.push({ pair, row });
        const { part, height, width, channels } = pair;
        const name = `${pair.imagesFile}[${row}]`;
        images.push({ name, label: numbers.get(label) ?? 0, part, bytes: height * width * channels });
      });
    }
  }
  return {
    classes,
    images,
    readable: pairs.reduce((sum, pair) => sum + pair.images.rows, 0),
    rejected: [],
    warnings: [],
    columns: [],
    async read(index) {
      const place = places[index];
      if (place === undefined) throw new RangeError(`there is no image ${index}`);
      const { height, width, channels } = place.pair;
      return { kind: 'pixels', height, width, channels, pixels: await place.pair.images.row(place.row) };
    },
    async close() {
      await Promise.all(pairs.map((pair) => pair.images.close()));
      await close();
    },
  };
}
