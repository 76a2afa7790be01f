/** Pictures of a data set of images, page by page. */
import type { ImagePage, ImageQuery } from '../../../../main/api/contract/index.ts';
import type { Client } from '../../../connection/connection.svelte.ts';
import { ItemPages } from '../files/item-pages.svelte.ts';
import { picturesOf, type Picture } from './picture.ts';

export { pageSize } from '../files/item-pages.svelte.ts';

export type ShownImage = ImagePage['images'][number] & { readonly picture: Picture };

export class ImagePages extends ItemPages<ShownImage> {
  constructor(
    api: Pick<Client, 'datasets'>,
    query: Pick<ImageQuery, 'id' | 'edge'> & Partial<Pick<ImageQuery, 'label' | 'part'>>,
    onerror: (error: unknown) => void,
  ) {
    super(async (place) => {
      const found = await api.datasets.images({ ...query, ...place });
      const pictures = picturesOf(found, new Uint8Array(await found.pixels.arrayBuffer()), found.images.length);
      const items = found.images.flatMap((image, index) => {
        const picture = pictures[index];
        return picture === undefined ? [] : [{ ...image, picture }];
      });
      return { items, total: found.total };
    }, onerror);
  }
}
