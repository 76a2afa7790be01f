/** Data sets of sounds as the window and the command line see them. */
import { z } from 'zod';
import { dataWarning } from './data-types.ts';
import { filePart, fileParts, rejectedFile } from './file-types.ts';

const sampleRate = z.number().int().min(1000).max(192_000);

/** How sounds are read. What is left out is learnt from a sample. */
export const audioOptions = z.object({
  /** Samples a second that all are brought to. */
  sampleRate: sampleRate.optional(),
  /** Of a list of paths and classes. */
  pathColumn: z.string().min(1).optional(),
  labelColumn: z.string().min(1).optional(),
  onBadFile: z.enum(['keepAside', 'refuse']).optional(),
});
export type AudioOptions = z.infer<typeof audioOptions>;

const settledAudioOptions = z.object({ sampleRate, onBadFile: z.enum(['keepAside', 'refuse']) });
const layout = z.enum(['folders', 'list']);
const rates = z.array(z.object({ rate: z.number().int(), count: z.number().int() }));

/** One sound as it was in its file. */
const clip = z.object({
  name: z.string(),
  /** Place of its class. */
  label: z.number().int(),
  seconds: z.number(),
  sampleRate: z.number().int(),
  channels: z.number().int(),
  /** `pcm16`, `float32`, `ulaw`. */
  encoding: z.string(),
  /** Largest magnitude; 1 is full scale. */
  peak: z.number(),
  /** Root mean square. */
  loudness: z.number(),
  /** Samples at full scale in runs of three and more. */
  clipped: z.number().int(),
  /** Share of the time that is 60 dB or more below the loudest moment. */
  silence: z.number(),
});

/**
 * For each clip `columns` moments, evenly spread. `waves` is int8 [clips, columns, 2]: least and greatest sample, 127 for the
 * largest of the clip. `mels` is uint8 [clips, bands, columns]: high bands first, 255 for the loudest place, 0 for 80 dB below.
 */
const pictures = {
  columns: z.number().int(),
  bands: z.number().int(),
  waves: z.instanceof(Blob),
  mels: z.instanceof(Blob),
};

export const audioPreview = z.object({
  sourceName: z.string(),
  bytes: z.number(),
  layout,
  options: settledAudioOptions,
  sounds: z.number().int(),
  classes: z.array(z.object({ name: z.string(), count: z.number().int() })),
  parts: fileParts.nullable(),
  /** Sounds that rates and rejected files were learnt from. */
  sampled: z.number().int(),
  rates,
  samples: z.array(clip),
  ...pictures,
  rejected: z.array(rejectedFile),
  /** Columns of a list. */
  columnNames: z.array(z.string()),
  warnings: z.array(dataWarning),
});
export type AudioPreview = z.infer<typeof audioPreview>;

/** What a data set of sounds knows of itself. */
export const audioFacts = z.object({
  layout,
  options: settledAudioOptions,
  /** Of what is stored. */
  sampleRate,
  parts: fileParts.nullable(),
  /** `clipped` and `silent` count sounds. */
  classes: z.array(
    z.object({
      name: z.string(),
      count: z.number().int(),
      seconds: z.number(),
      clipped: z.number().int(),
      silent: z.number().int(),
    }),
  ),
  /** In seconds; quantiles at 0, 0.25, 0.5, 0.75, 1. */
  durations: z.object({
    total: z.number(),
    mean: z.number(),
    quantiles: z.tuple([z.number(), z.number(), z.number(), z.number(), z.number()]),
    histogram: z.object({ edges: z.array(z.number()), counts: z.array(z.number().int()) }),
  }),
  /** Of the files, most frequent first. */
  rates,
  encodings: z.array(z.object({ encoding: z.string(), count: z.number().int() })),
  channels: z.array(z.object({ channels: z.number().int(), count: z.number().int() })),
  clipped: z.number().int(),
  silent: z.number().int(),
  duplicates: z.number().int(),
  rejected: z.array(rejectedFile),
  rejectedCount: z.number().int(),
});
export type AudioFacts = z.infer<typeof audioFacts>;

export const clipPage = z.object({
  clips: z.array(clip.extend({ row: z.number().int(), part: filePart.nullable() })),
  total: z.number().int(),
  ...pictures,
});
export type ClipPage = z.infer<typeof clipPage>;
export type Clip = ClipPage['clips'][number];

/** Which sounds a page shows. */
export const clipQuery = z.object({
  id: z.string().min(1),
  /** These rows, whatever the rest says. */
  rows: z.array(z.number().int().min(0)).max(100).optional(),
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(100).default(24),
  /** Place of a class. */
  label: z.number().int().min(0).optional(),
  part: filePart.optional(),
  columns: z.number().int().min(1).max(1024).default(128),
  bands: z.number().int().min(1).max(128).default(48),
});
export type ClipQuery = z.infer<typeof clipQuery>;
