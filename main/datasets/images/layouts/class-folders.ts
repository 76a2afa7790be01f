/** A folder for each class, with `train/` and `test/` above them or without. */
import { warning, type DataWarning } from '../../types.ts';
import type { TreeFile } from '../tree/tree.ts';
import type { Part, RejectedFile } from '../types.ts';
import type { ImageLayout, ListedImage } from './layout.ts';
import { isImageName, orderClasses, partOf } from './names.ts';

interface Placed {
  readonly file: TreeFile;
  readonly part: Part | null;
  /** Null for an image that lies in no folder of a class. */
  readonly label: string | null;
}

export const classFolders: ImageLayout = {
  name: 'folders',
  open({ tree }) {
    const images = tree.files.filter(({ path }) => isImageName(path));
    const others = tree.files.filter(({ path }) => !isImageName(path));
    if (images.length === 0) return Promise.resolve(null);
    const depth = sharedDepth(images);
    const placed = place(images, depth);
    const classes = orderClasses(placed.flatMap(({ label }) => label ?? []));
    if (classes.length === 0) return Promise.resolve(null);
    const numbers = new Map(classes.map((name, index) => [name, index]));
    const listed = placed.flatMap(({ file, part, label }): { file: TreeFile; image: ListedImage }[] =>
      label === null
        ? []
        : [{ file, image: { name: file.path, label: numbers.get(label) ?? 0, part, bytes: file.bytes } }],
    );
    const rejected: RejectedFile[] = [
      ...tree.refused,
      ...placed.flatMap(({ file, label }): RejectedFile[] =>
        label === null ? [{ file: file.path, reason: 'unlabelled', detail: 'no class folder' }] : [],
      ),
      ...others.map(({ path }): RejectedFile => ({ file: path, reason: 'format', detail: 'not an image' })),
    ];
    return Promise.resolve({
      classes,
      images: listed.map(({ image }) => image),
      readable: listed.length,
      rejected,
      warnings: tree.emptyFolders.map((folder): DataWarning => warning('images.emptyFolder', { folder })),
      columns: [],
      read: async (index) => {
        const item = listed[index];
        if (item === undefined) throw new RangeError(`there is no image ${index}`);
        return { kind: 'file', bytes: await tree.read(item.file) };
      },
      close: () => tree.close(),
    });
  },
};

/** Folders that all images share and that divide nothing: an archive often wraps everything in one. */
function sharedDepth(images: readonly TreeFile[]): number {
  const parts = images.map(({ path }) => path.split('/'));
  const shortest = parts.reduce((least, { length }) => Math.min(least, length), Infinity);
  let depth = 0;
  // Two levels stay: a class and its images.
  while (depth < shortest - 2 && parts.every((path) => path[depth] === parts[0]?.[depth])) depth++;
  return depth;
}

function place(images: readonly TreeFile[], depth: number): Placed[] {
  const paths = images.map(({ path }) => path.split('/').slice(depth));
  const tops = new Set(paths.filter(({ length }) => length > 1).map(([top = '']) => top));
  const divided = tops.size > 0 && [...tops].every((top) => partOf(top) !== null);
  const below = paths.every(({ length }) => length === 1 || length > 2);
  const usesParts = divided && below;
  return images.map((file, index) => {
    const path = paths[index] ?? [];
    if (path.length < 2) return { file, part: null, label: null };
    const [top = '', next = ''] = path;
    return usesParts ? { file, part: partOf(top), label: next } : { file, part: null, label: top };
  });
}
