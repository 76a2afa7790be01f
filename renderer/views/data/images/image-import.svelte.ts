/** The import of images: a folder, an archive, an array, or a list of paths and classes. */
import type { DatasetKind, ImageOptions, ImagePreview, TableSource } from '../../../../main/api/contract/index.ts';
import { SourceImport, type HandedOver, type ImportApi, type ImportOrigin } from '../source-import.svelte.ts';
import { picturesOf, type Picture } from './picture.ts';

export interface PreviewedImages extends Omit<ImagePreview, 'pixels' | 'samples'> {
  readonly samples: readonly { readonly name: string; readonly label: number; readonly picture: Picture }[];
}

export type TakeOver = (origin: HandedOver, kind: Exclude<DatasetKind, 'images'>) => void;

export class ImageImport extends SourceImport<PreviewedImages, ImageOptions> {
  readonly kind = 'images';
  #onothers: TakeOver | null;

  /** @param onothers takes over a folder or an archive that turns out to hold sounds or texts; left out: it is taken for images */
  constructor(api: ImportApi, from: ImportOrigin, onothers: TakeOver | null = null) {
    super(api, from);
    this.#onothers = onothers;
  }

  protected async read(source: TableSource, options: ImageOptions): Promise<PreviewedImages | null> {
    const onothers = this.#onothers;
    this.#onothers = null;
    const kind = onothers === null ? 'images' : (await this.api.datasets.detect({ source })).kind;
    if (onothers !== null && kind !== 'images') {
      onothers(this.handOver(source), kind);
      return null;
    }
    const { pixels, samples, ...preview } = await this.api.datasets.previewImages({ source, options });
    const { channels, size } = preview.options;
    const bytes = new Uint8Array(await pixels.arrayBuffer());
    const pictures = picturesOf({ height: size[0], width: size[1], channels }, bytes, samples.length);
    return {
      ...preview,
      samples: samples.flatMap((sample, index) => {
        const picture = pictures[index];
        return picture === undefined ? [] : [{ ...sample, picture }];
      }),
    };
  }

  protected bringIn(request: Parameters<typeof this.api.datasets.importImages>[0], signal: AbortSignal) {
    return this.api.datasets.importImages(request, { signal });
  }
}
