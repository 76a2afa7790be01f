/** What is said about sounds everywhere: how they are read, which were kept aside, and what a data set of them knows. */
import { z } from 'zod';
import { partCountsSchema, partSchema, rejectedFileSchema } from '../files/types.ts';
import { dataWarningSchema } from '../types.ts';

/** Samples a second. */
export const sampleRateSchema = z.int().min(1000).max(192_000);

/** How sounds are to be read. What is left out is learnt from a sample of them. */
export const audioOptionsSchema = z.strictObject({
  /** What all are brought to; left out: the rate that most files have. */
  sampleRate: sampleRateSchema.optional(),
  /** For a list: the columns with the path and the class of each sound. */
  pathColumn: z.string().min(1).optional(),
  labelColumn: z.string().min(1).optional(),
  /** What becomes of files that cannot be read: they are kept aside and listed, or the import is refused. */
  onBadFile: z.enum(['keepAside', 'refuse']).optional(),
});
export type AudioOptions = z.infer<typeof audioOptionsSchema>;

export const settledAudioOptionsSchema = z.object({
  sampleRate: sampleRateSchema,
  onBadFile: z.enum(['keepAside', 'refuse']),
});
export type SettledAudioOptions = z.infer<typeof settledAudioOptionsSchema>;

/** How the source says which sound is what. */
export const audioLayoutSchema = z.enum(['folders', 'list']);
export type AudioLayout = z.infer<typeof audioLayoutSchema>;

/** One sound as it was in its file, and what was heard in it. */
export const clipFactsSchema = z.object({
  seconds: z.number(),
  /** Of the file. */
  sampleRate: z.int(),
  channels: z.int(),
  /** `pcm16`, `float32`, `ulaw`. */
  encoding: z.string(),
  /** Largest magnitude of any channel; 1 is full scale. */
  peak: z.number(),
  /** Root mean square of the mixed channel. */
  loudness: z.number(),
  /** Samples at full scale in runs of three and more. */
  clipped: z.int(),
  /** Share of the time that is 60 dB or more below the loudest moment. */
  silence: z.number(),
});
export type ClipFacts = z.infer<typeof clipFactsSchema>;

export const durationsSchema = z.object({
  total: z.number(),
  mean: z.number(),
  /** At 0, 0.25, 0.5, 0.75, 1, interpolated. */
  quantiles: z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()]),
  /** `edges` has one entry more than `counts`; a bin takes its lower edge, the last one both. */
  histogram: z.object({ edges: z.array(z.number()), counts: z.array(z.int()) }),
});

export const audioClassSchema = z.object({
  name: z.string(),
  count: z.int(),
  /** Of all its sounds. */
  seconds: z.number(),
  clipped: z.int(),
  silent: z.int(),
});

/** What all sounds together are like; seconds are those of the files. */
export const audioProfileSchema = z.object({
  classes: z.array(audioClassSchema),
  durations: durationsSchema,
  /** Of the files, most frequent first. */
  rates: z.array(z.object({ rate: z.int(), count: z.int() })),
  encodings: z.array(z.object({ encoding: z.string(), count: z.int() })),
  channels: z.array(z.object({ channels: z.int(), count: z.int() })),
  /** Sounds with clipped samples. */
  clipped: z.int(),
  /** Sounds that never rise above −60 dB of full scale. */
  silent: z.int(),
});
export type AudioProfile = z.infer<typeof audioProfileSchema>;

/**
 * Pictures of sounds: for each clip `columns` moments, evenly spread from its beginning to its end.
 * `waves` is int8 [clips, columns, 2]: the least and the greatest sample around each moment, 127 for the largest of the clip.
 * `mels` is uint8 [clips, bands, columns]: the log-mel spectrogram, high bands first, 255 for its loudest place and 0 for 80
 * dB below.
 */
const picturesShape = {
  columns: z.int(),
  bands: z.int(),
  waves: z.instanceof(Uint8Array),
  mels: z.instanceof(Uint8Array),
};

const shownClip = clipFactsSchema.extend({ name: z.string(), label: z.int() });

export const audioPreviewSchema = z.object({
  sourceName: z.string(),
  bytes: z.number(),
  layout: audioLayoutSchema,
  options: settledAudioOptionsSchema,
  /** Sounds that the source lists; whether all of them can be read shows when they are imported. */
  sounds: z.int(),
  classes: z.array(z.object({ name: z.string(), count: z.int() })),
  /** Null where the source does not divide itself. */
  parts: partCountsSchema.nullable(),
  /** Sounds that rates and rejected files were learnt from. */
  sampled: z.int(),
  rates: z.array(z.object({ rate: z.int(), count: z.int() })),
  samples: z.array(shownClip),
  ...picturesShape,
  rejected: z.array(rejectedFileSchema),
  /** Columns of a list, for the person to choose from; empty for other layouts. */
  columnNames: z.array(z.string()),
  warnings: z.array(dataWarningSchema),
});
export type AudioPreview = z.infer<typeof audioPreviewSchema>;

/** A page of stored sounds. */
export const clipPageSchema = z.object({
  clips: z.array(shownClip.extend({ row: z.int(), part: partSchema.nullable() })),
  /** Of all sounds that the page was taken from. */
  total: z.int(),
  ...picturesShape,
});
export type ClipPage = z.infer<typeof clipPageSchema>;
