/** Opens whatever a person points at as images with classes: a folder, an archive, an array, a list. */
import { readdir } from 'node:fs/promises';
import { UserError } from '../../base/errors.ts';
import type { OpenedImages } from './layouts/layout.ts';
import { isIdxName, readArrayName } from './layouts/names.ts';
import { imageLayouts } from './layouts/registry.ts';
import { openSiblings, splitPath } from '../files/folder-tree.ts';
import { openFiles } from '../files/open-files.ts';
import type { FileTree } from '../files/tree.ts';
import type { ImageOptions, LayoutName } from './types.ts';

export interface SourceRequest {
  readonly path: string;
  /** The name that the person knows it by. */
  readonly file: string;
  readonly options: ImageOptions;
  readonly scratch: string;
  readonly preview: boolean;
  readonly signal: AbortSignal;
}

export interface OpenedSource extends OpenedImages {
  readonly layout: LayoutName;
}

/** Throws UserError `images.*` where nothing there is a set of images. */
export async function openSource(request: SourceRequest): Promise<OpenedSource> {
  const { path, file, signal } = request;
  const { tree, layouts } = await openTree(path, file, signal);
  try {
    for (const layout of layouts) {
      const opened = await layout.open({ ...request, tree });
      if (opened === null) continue;
      if (opened.images.length === 0) throw noImages(opened.rejected.length, file);
      return { ...opened, layout: layout.name };
    }
    throw noImages(tree.files.length + tree.refused.length, file);
  } catch (error) {
    await tree.close();
    throw error;
  }
}

function noImages(found: number, file: string): UserError {
  return new UserError('images.noImages', { file, found }, { location: { file } });
}

async function openTree(
  path: string,
  file: string,
  signal: AbortSignal,
): Promise<{ tree: FileTree; layouts: typeof imageLayouts }> {
  const found = await openFiles(path, file, { archives: /\.(zip|npz)$/iu, signal });
  if (found !== null) return { tree: found.tree, layouts: found.isList ? only('list') : imageLayouts };
  const { folder, name } = splitPath(path);
  if (isIdxName(name)) {
    const names = (await readdir(folder)).filter((sibling) => isIdxName(sibling) && belongs(sibling, name));
    return { tree: await openSiblings(folder, names), layouts: only('idx') };
  }
  if (/\.npy$/iu.test(name)) {
    const names = (await readdir(folder)).filter((sibling) => /\.npy$/iu.test(sibling) && belongs(sibling, name));
    return { tree: await openSiblings(folder, names), layouts: only('numpy') };
  }
  throw new UserError('images.sourceUnknown', { file }, { location: { file } });
}

function only(name: LayoutName): typeof imageLayouts {
  return imageLayouts.filter((layout) => layout.name === name);
}

/** Choosing the training arrays means the test arrays as well; choosing the test arrays means them alone. */
function belongs(sibling: string, chosen: string): boolean {
  const part = readArrayName(chosen).part;
  return part === 'train' || part === readArrayName(sibling).part;
}
