/** Data sets of images as the window and the command line see them. */
import { z } from 'zod';
import { dataWarning } from './data-types.ts';
import { filePart as part, fileParts as parts, rejectedFile } from './file-types.ts';

/** Height and width in pixels. */
const size = z.tuple([z.number().int().min(1).max(1024), z.number().int().min(1).max(1024)]);
const channels = z.union([z.literal(1), z.literal(3)]);
const resize = z.enum(['crop', 'fit', 'stretch']);

/** How images are read. What is left out is learnt from a sample. */
export const imageOptions = z.object({
  size: size.optional(),
  /** 1: grey, 3: colour. */
  channels: channels.optional(),
  resize: resize.optional(),
  /** Of a list of paths and classes. */
  pathColumn: z.string().min(1).optional(),
  labelColumn: z.string().min(1).optional(),
  onBadFile: z.enum(['keepAside', 'refuse']).optional(),
});
export type ImageOptions = z.infer<typeof imageOptions>;

const settledImageOptions = z.object({ size, channels, resize, onBadFile: z.enum(['keepAside', 'refuse']) });

const imageClass = z.object({ name: z.string(), count: z.number().int() });
const sizeCount = z.object({ height: z.number().int(), width: z.number().int(), count: z.number().int() });
const layout = z.enum(['folders', 'list', 'idx', 'numpy']);

/** Pictures side by side: uint8 [pictures, height, width, channels]. */
const pixels = z.instanceof(Blob);

export const imagePreview = z.object({
  sourceName: z.string(),
  bytes: z.number(),
  layout,
  options: settledImageOptions,
  images: z.number().int(),
  classes: z.array(imageClass),
  parts: parts.nullable(),
  sizes: z.array(sizeCount),
  /** Images that sizes and rejected files were learnt from. */
  sampled: z.number().int(),
  samples: z.array(z.object({ name: z.string(), label: z.number().int() })),
  pixels,
  rejected: z.array(rejectedFile),
  columns: z.array(z.string()),
  warnings: z.array(dataWarning),
});
export type ImagePreview = z.infer<typeof imagePreview>;

/** What a data set of images knows of itself. */
export const imageFacts = z.object({
  layout,
  options: settledImageOptions,
  size,
  channels,
  classes: z.array(imageClass),
  parts: parts.nullable(),
  /** Per channel, of values from 0 to 1. */
  mean: z.array(z.number()),
  deviation: z.array(z.number()),
  /** As they were, most frequent first. */
  sizes: z.array(sizeCount),
  otherSizes: z.number().int(),
  duplicates: z.number().int(),
  rejected: z.array(rejectedFile),
  rejectedCount: z.number().int(),
});
export type ImageFacts = z.infer<typeof imageFacts>;

export const imagePage = z.object({
  images: z.array(
    z.object({
      row: z.number().int(),
      name: z.string(),
      label: z.number().int(),
      /** That the source puts it into; null where it puts it into none. */
      part: part.nullable(),
    }),
  ),
  total: z.number().int(),
  height: z.number().int(),
  width: z.number().int(),
  channels,
  pixels,
});
export type ImagePage = z.infer<typeof imagePage>;

/** What training would see of one image: `count` draws, those of the first step of a run with this seed. */
export const augmentQuery = z.object({
  id: z.string().min(1),
  row: z.number().int().min(0),
  /** The experiment's `training.augment`. */
  augment: z.looseObject({}),
  seed: z.number().int().min(0).max(4_294_967_295).default(0),
  count: z.number().int().min(1).max(48).default(12),
  /** Longest edge of the pictures in pixels. */
  edge: z.number().int().min(1).max(128).default(72),
});
export type AugmentQuery = z.infer<typeof augmentQuery>;

export const augmentedImages = z.object({ height: z.number().int(), width: z.number().int(), channels, pixels });
export type AugmentedImages = z.infer<typeof augmentedImages>;

/** Which images a page shows. */
export const imageQuery = z.object({
  id: z.string().min(1),
  /** These rows, whatever the rest says. */
  rows: z.array(z.number().int().min(0)).max(500).optional(),
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(500).default(100),
  /** Place of a class. */
  label: z.number().int().min(0).optional(),
  part: part.optional(),
  /** Longest edge of the pictures in pixels. */
  edge: z.number().int().min(1).max(1024).default(64),
});
export type ImageQuery = z.infer<typeof imageQuery>;
