/** The import of sounds: a folder, an archive, or a list of paths and classes. */
import type { AudioOptions, AudioPreview, TableSource } from '../../../../main/api/contract/index.ts';
import { SourceImport } from '../source-import.svelte.ts';
import { soundPictures, type SoundPicture } from './sound-picture.ts';

export interface PreviewedSounds extends Omit<AudioPreview, 'waves' | 'mels' | 'columns' | 'bands' | 'samples'> {
  readonly samples: readonly (AudioPreview['samples'][number] & { readonly picture: SoundPicture })[];
}

export class SoundImport extends SourceImport<PreviewedSounds, AudioOptions> {
  readonly kind = 'audio';
  protected async read(source: TableSource, options: AudioOptions): Promise<PreviewedSounds> {
    const { waves, mels, columns, bands, samples, ...preview } = await this.api.datasets.previewAudio({
      source,
      options,
    });
    const pictures = await soundPictures({ waves, mels, columns, bands }, samples.length);
    return {
      ...preview,
      samples: samples.flatMap((sample, index) => {
        const picture = pictures[index];
        return picture === undefined ? [] : [{ ...sample, picture }];
      }),
    };
  }

  protected bringIn(request: Parameters<typeof this.api.datasets.importAudio>[0], signal: AbortSignal) {
    return this.api.datasets.importAudio(request, { signal });
  }
}
