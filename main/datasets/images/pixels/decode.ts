/** From an image file to uint8 pixels of the wanted size, by libvips. Runs in the data process alone. */
import type { Metadata, Sharp, SharpOptions } from 'sharp';
import { FileRefused } from '../../files/tree.ts';
import type { SourceImage } from '../layouts/layout.ts';
import type { Channels, ImageSize, ResizeMode } from '../types.ts';
import { toChannels } from './channels.ts';

export interface DecodeTarget {
  readonly size: ImageSize;
  readonly channels: Channels;
  readonly resize: ResizeMode;
}

export interface DecodedImage {
  /** uint8 [height, width, channels] of the target. */
  readonly pixels: Uint8Array;
  /** As it was, turned as its camera meant it. */
  readonly height: number;
  readonly width: number;
}

export interface ImageFacts {
  readonly height: number;
  readonly width: number;
  readonly channels: Channels;
}

/** An image of more pixels is a mistake or an attack: 100 megapixels take 300 MB. */
const mostPixels = 100_000_000;
/** What can be read. Others that libvips knows run code of their own (SVG) or come from nowhere but cameras. */
const formats = new Set(['jpeg', 'png', 'webp', 'gif', 'tiff', 'heif']);
const fits = { crop: 'cover', fit: 'contain', stretch: 'fill' } as const;
const white = '#ffffff';

let loaded: Promise<(input: Uint8Array, options: SharpOptions) => Sharp> | undefined;

function library(): NonNullable<typeof loaded> {
  loaded ??= import('sharp').then(({ default: sharp }) => {
    // Many small images at a time, each on one thread: the pool of Node divides the work.
    sharp.concurrency(1);
    sharp.cache(false);
    sharp.block({ operation: ['VipsForeignLoadSvg'] });
    return sharp;
  });
  return loaded;
}

/** Throws `FileRefused` where the bytes are no image. */
export async function decodeImage(image: SourceImage, target: DecodeTarget): Promise<DecodedImage> {
  const { height, width, hasAlpha, open } = await inspect(image);
  const [toHeight, toWidth] = target.size;
  if (image.kind === 'pixels' && height === toHeight && width === toWidth && image.channels !== 4) {
    return { pixels: toChannels(image.pixels, image.channels, target.channels), height, width };
  }
  const plain = hasAlpha ? open().flatten({ background: white }) : open();
  const resized = plain
    .toColourspace('srgb')
    .resize({ height: toHeight, width: toWidth, fit: fits[target.resize], background: '#000000' });
  const { data, info } = await guarded(
    resized.removeAlpha().raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true }),
  );
  const channels = info.channels === 1 ? 1 : 3;
  return { pixels: toChannels(data, channels, target.channels), height, width };
}

/** Size and channels, from the header alone. */
export async function readFacts(image: SourceImage): Promise<ImageFacts> {
  const { height, width, grey } = await inspect(image);
  return { height, width, channels: grey ? 1 : 3 };
}

interface Inspected {
  readonly height: number;
  readonly width: number;
  readonly grey: boolean;
  readonly hasAlpha: boolean;
  readonly open: () => Sharp;
}

async function inspect(image: SourceImage): Promise<Inspected> {
  const sharp = await library();
  if (image.kind === 'pixels') {
    const { height, width, channels, pixels } = image;
    const open = (): Sharp => sharp(pixels, { raw: { height, width, channels } });
    return { height, width, grey: channels === 1, hasAlpha: channels === 4, open };
  }
  const { bytes } = image;
  if (bytes.byteLength === 0) throw new FileRefused('empty', '0 bytes');
  // The first picture of an animation stands for it.
  const open = (): Sharp =>
    sharp(bytes, { failOn: 'error', limitInputPixels: mostPixels, page: 0, pages: 1 }).autoOrient();
  const found = await guarded(sharp(bytes, { limitInputPixels: mostPixels, page: 0, pages: 1 }).metadata());
  if (!formats.has(found.format)) throw new FileRefused('format', found.format);
  const { width, height } = found.autoOrient;
  return { height, width, grey: isGrey(found), hasAlpha: found.hasAlpha, open };
}

function isGrey({ space }: Metadata): boolean {
  return space === 'b-w' || space === 'grey16';
}

async function guarded<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const [line = ''] = message.trim().split('\n');
    if (/pixel limit/iu.test(message)) throw new FileRefused('large', line, { cause });
    if (/unsupported image format/iu.test(message)) throw new FileRefused('format', line, { cause });
    throw new FileRefused('broken', line, { cause });
  }
}
