/** Image files as the layouts of files find them. */
import { openClassFolders } from '../../files/class-folders.ts';
import type { OpenedFiles } from '../../files/layout.ts';
import { openListedFiles } from '../../files/listed-files.ts';
import type { ImageLayout, LayoutRequest, OpenedImages } from './layout.ts';
import { isImageName } from './names.ts';

/** A folder for each class, with `train/` and `test/` above them or without. */
export const classFolders: ImageLayout = {
  name: 'folders',
  open: (request) => Promise.resolve(imagesOf(openClassFolders(fileRequest(request)))),
};

/** A CSV beside the images: a row an image, with its path and its class. */
export const listed: ImageLayout = {
  name: 'list',
  open: async (request) => imagesOf(await openListedFiles(fileRequest(request))),
};

function fileRequest({ tree, options }: LayoutRequest): Parameters<typeof openClassFolders>[0] {
  return { tree, options, isExample: isImageName, notAnExample: 'not an image' };
}

function imagesOf(opened: OpenedFiles | null): OpenedImages | null {
  if (opened === null) return null;
  const { files, read, ...rest } = opened;
  return {
    ...rest,
    images: files,
    readable: files.length,
    read: async (index) => ({ kind: 'file', bytes: await read(index) }),
  };
}
