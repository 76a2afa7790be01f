/** Sounds of a data set with their pictures, page by page. */
import type { Clip, ClipQuery } from '../../../../main/api/contract/index.ts';
import type { Client } from '../../../connection/connection.svelte.ts';
import { ItemPages } from '../files/item-pages.svelte.ts';
import { soundPictures, type SoundPicture } from './sound-picture.ts';

export type ShownSound = Clip & { readonly picture: SoundPicture };

export class SoundPages extends ItemPages<ShownSound> {
  constructor(
    api: Pick<Client, 'datasets'>,
    query: Pick<ClipQuery, 'id'> & Partial<Pick<ClipQuery, 'label' | 'part'>>,
    onerror: (error: unknown) => void,
  ) {
    super(async (place) => {
      const found = await api.datasets.clips({ ...query, ...place });
      const pictures = await soundPictures(found, found.clips.length);
      const items = found.clips.flatMap((clip, index) => {
        const picture = pictures[index];
        return picture === undefined ? [] : [{ ...clip, picture }];
      });
      return { items, total: found.total };
    }, onerror);
  }
}
