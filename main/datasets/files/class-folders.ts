/** A folder for each class, with `train/` and `test/` above them or without. */
import { warning, type DataWarning } from '../types.ts';
import type { FileRequest, ListedFile, OpenedFiles } from './layout.ts';
import { orderClasses, partOf } from './names.ts';
import type { TreeFile } from './tree.ts';
import type { Part, RejectedFile } from './types.ts';

interface Placed {
  readonly file: TreeFile;
  readonly part: Part | null;
  /** Null for a file that lies in no folder of a class. */
  readonly label: string | null;
}

/** Null where nothing lies in a folder that could be its class. */
export function openClassFolders({ tree, isExample, notAnExample }: FileRequest): OpenedFiles | null {
  const examples = tree.files.filter(({ path }) => isExample(path));
  const others = tree.files.filter(({ path }) => !isExample(path));
  if (examples.length === 0) return null;
  const placed = place(examples, sharedDepth(examples));
  const classes = orderClasses(placed.flatMap(({ label }) => label ?? []));
  if (classes.length === 0) return null;
  const numbers = new Map(classes.map((name, index) => [name, index]));
  const listed = placed.flatMap(({ file, part, label }): { file: TreeFile; listed: ListedFile }[] =>
    label === null
      ? []
      : [{ file, listed: { name: file.path, label: numbers.get(label) ?? 0, part, bytes: file.bytes } }],
  );
  const rejected: RejectedFile[] = [
    ...tree.refused,
    ...placed.flatMap(({ file, label }): RejectedFile[] =>
      label === null ? [{ file: file.path, reason: 'unlabelled', detail: 'no class folder' }] : [],
    ),
    ...others.map(({ path }): RejectedFile => ({ file: path, reason: 'format', detail: notAnExample })),
  ];
  return {
    classes,
    files: listed.map((item) => item.listed),
    rejected,
    warnings: tree.emptyFolders.map((folder): DataWarning => warning('files.emptyFolder', { folder })),
    columns: [],
    read: async (index) => {
      const item = listed[index];
      if (item === undefined) throw new RangeError(`there is no file ${index}`);
      return tree.read(item.file);
    },
    close: () => tree.close(),
  };
}

/** Folders that all files share and that divide nothing: an archive often wraps everything in one. */
function sharedDepth(files: readonly TreeFile[]): number {
  const parts = files.map(({ path }) => path.split('/'));
  const shortest = parts.reduce((least, { length }) => Math.min(least, length), Infinity);
  let depth = 0;
  // Two levels stay: a class and its files.
  while (depth < shortest - 2 && parts.every((path) => path[depth] === parts[0]?.[depth])) depth++;
  return depth;
}

function place(files: readonly TreeFile[], depth: number): Placed[] {
  const paths = files.map(({ path }) => path.split('/').slice(depth));
  const tops = new Set(paths.filter(({ length }) => length > 1).map(([top = '']) => top));
  const divided = tops.size > 0 && [...tops].every((top) => partOf(top) !== null);
  const below = paths.every(({ length }) => length === 1 || length > 2);
  const usesParts = divided && below;
  return files.map((file, index) => {
    const path = paths[index] ?? [];
    if (path.length < 2) return { file, part: null, label: null };
    const [top = '', next = ''] = path;
    return usesParts ? { file, part: partOf(top), label: next } : { file, part: null, label: top };
  });
}
