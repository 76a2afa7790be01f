/** What is said about images everywhere: how they are read, which were kept aside, and what a data set of them knows. */
import { z } from 'zod';
import { partCountsSchema, partSchema, rejectedFileSchema } from '../files/types.ts';
import { dataWarningSchema } from '../types.ts';

/** Longest edge of a stored image. */
export const largestEdge = 1024;

/** Height and width in pixels. */
export const imageSizeSchema = z.tuple([z.int().min(1).max(largestEdge), z.int().min(1).max(largestEdge)]);
export type ImageSize = z.infer<typeof imageSizeSchema>;

/** Grey or red, green, blue. */
export const channelsSchema = z.union([z.literal(1), z.literal(3)]);
export type Channels = z.infer<typeof channelsSchema>;

/**
 * How an image of another shape comes to the size:
 * - `crop`: it fills the size, and what stands out on two sides is cut off;
 * - `fit`: it fits inside, with black beside it;
 * - `stretch`: its proportions change.
 */
export const resizeModeSchema = z.enum(['crop', 'fit', 'stretch']);
export type ResizeMode = z.infer<typeof resizeModeSchema>;

/** How images are to be read. What is left out is learnt from a sample of them. */
export const imageOptionsSchema = z.strictObject({
  size: imageSizeSchema.optional(),
  channels: channelsSchema.optional(),
  resize: resizeModeSchema.optional(),
  /** For a list: the columns with the path and the class of each image. */
  pathColumn: z.string().min(1).optional(),
  labelColumn: z.string().min(1).optional(),
  /** What becomes of files that cannot be read: they are kept aside and listed, or the import is refused. */
  onBadFile: z.enum(['keepAside', 'refuse']).optional(),
});
export type ImageOptions = z.infer<typeof imageOptionsSchema>;

export const settledImageOptionsSchema = z.object({
  size: imageSizeSchema,
  channels: channelsSchema,
  resize: resizeModeSchema,
  onBadFile: z.enum(['keepAside', 'refuse']),
});
export type SettledImageOptions = z.infer<typeof settledImageOptionsSchema>;

/** How the source says which image is what. */
export const layoutNameSchema = z.enum(['folders', 'list', 'idx', 'numpy']);
export type LayoutName = z.infer<typeof layoutNameSchema>;

export const imagePreviewSchema = z.object({
  sourceName: z.string(),
  bytes: z.number(),
  layout: layoutNameSchema,
  options: settledImageOptionsSchema,
  /** Images that the source lists; whether all of them decode shows when they are imported. */
  images: z.int(),
  classes: z.array(z.object({ name: z.string(), count: z.int() })),
  /** Null where the source does not divide itself. */
  parts: partCountsSchema.nullable(),
  /** Sizes of the sampled images as they are, most frequent first. */
  sizes: z.array(z.object({ height: z.int(), width: z.int(), count: z.int() })),
  sampled: z.int(),
  samples: z.array(z.object({ name: z.string(), label: z.int() })),
  /** uint8 [samples, height, width, channels], as they would be stored. */
  pixels: z.instanceof(Uint8Array),
  rejected: z.array(rejectedFileSchema),
  /** Columns of a list, for the person to choose from; empty for other layouts. */
  columns: z.array(z.string()),
  warnings: z.array(dataWarningSchema),
});
export type ImagePreview = z.infer<typeof imagePreviewSchema>;

/** A page of stored images. */
export const imagePageSchema = z.object({
  images: z.array(z.object({ row: z.int(), name: z.string(), label: z.int(), part: partSchema.nullable() })),
  /** Of all images that the page was taken from. */
  total: z.int(),
  height: z.int(),
  width: z.int(),
  channels: channelsSchema,
  /** uint8 [images, height, width, channels]. */
  pixels: z.instanceof(Uint8Array),
});
export type ImagePage = z.infer<typeof imagePageSchema>;
