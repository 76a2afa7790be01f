/** What a way of laying images out is: it finds out which images there are, and what each one shows. */
import type { FileTree } from '../../files/tree.ts';
import type { ListedFile } from '../../files/layout.ts';
import type { RejectedFile } from '../../files/types.ts';
import type { ImageOptions, LayoutName } from '../types.ts';
import type { DataWarning } from '../../types.ts';

export interface LayoutRequest {
  readonly tree: FileTree;
  /** The name that the person knows the source by. */
  readonly file: string;
  readonly options: ImageOptions;
  /** A folder for what must be unpacked. */
  readonly scratch: string;
  /** Whether a sample is enough. */
  readonly preview: boolean;
  readonly signal: AbortSignal;
}

/** An image file as it is, or pixels that need no decoding. */
export type SourceImage =
  | { readonly kind: 'file'; readonly bytes: Uint8Array }
  | {
      readonly kind: 'pixels';
      readonly height: number;
      readonly width: number;
      readonly channels: 1 | 3 | 4;
      readonly pixels: Uint8Array;
    };

export interface OpenedImages {
  readonly classes: readonly string[];
  readonly images: readonly ListedFile[];
  /** Images whose pixels are at hand; fewer than `images` where a preview has unpacked the first alone. */
  readonly readable: number;
  readonly rejected: readonly RejectedFile[];
  readonly warnings: readonly DataWarning[];
  /** Columns of a list. */
  readonly columns: readonly string[];
  /** Throws `FileRefused` for an image that cannot be read. */
  read(index: number): Promise<SourceImage>;
  close(): Promise<void>;
}

export interface ImageLayout {
  readonly name: LayoutName;
  /** Null where the files are not laid out so. */
  open(request: LayoutRequest): Promise<OpenedImages | null>;
}
