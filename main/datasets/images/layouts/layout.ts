/** What a way of laying images out is: it finds out which images there are, and what each one shows. */
import type { FileTree } from '../tree/tree.ts';
import type { ImageOptions, LayoutName, Part, RejectedFile } from '../types.ts';
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

export interface ListedImage {
  /** As the person finds it again: its path, or its place in an array. */
  readonly name: string;
  /** Place in `classes`. */
  readonly label: number;
  readonly part: Part | null;
  readonly bytes: number;
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
  readonly images: readonly ListedImage[];
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
