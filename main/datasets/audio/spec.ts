/** The `data` section of an experiment on sounds: how they are cut to one length, and what the network is given of them. */
import { z } from 'zod';
import { sampleRateSchema } from './types.ts';

/** Powers of two. */
const fftSizes = [64, 128, 256, 512, 1024, 2048, 4096, 8192] as const;

/** Log-mel bands; the definition of each number is that of `signal/spectrogram.ts` and `signal/mel.ts`. */
const melFields = {
  /** Seconds of a frame. */
  window: z.number().min(0.002).max(0.5).default(0.025),
  /** Seconds from one frame to the next. */
  hop: z.number().min(0.001).max(0.5).default(0.01),
  /** Left out: the smallest power of two that holds a frame. */
  fftSize: z.union(fftSizes.map((size) => z.literal(size))).optional(),
  bands: z.int().min(2).max(256).default(40),
  /** Hertz. `high` left out: half the rate. */
  low: z.number().min(0).max(96_000).default(0),
  high: z.number().min(1).max(96_000).optional(),
  scale: z.enum(['slaney', 'htk']).default('slaney'),
  norm: z.enum(['slaney', 'none']).default('slaney'),
  power: z.union([z.literal(1), z.literal(2)]).default(2),
  /** Decibels below the loudest place of a sound that are told apart; null: down to 1e−10. */
  range: z.number().min(10).max(200).nullable().default(80),
  /** Whether the change over time (1) and its change (2) are given beside: as channels, or beside each other. */
  deltas: z.union([z.literal(0), z.literal(1), z.literal(2)]).default(0),
};

export const audioFeaturesSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('logMel'), ...melFields }),
  z.strictObject({
    type: z.literal('mfcc'),
    /** The first so many of the cosine transform; at most `bands`. */
    coefficients: z.int().min(1).max(128).default(13),
    ...melFields,
  }),
  /** The samples themselves. */
  z.strictObject({ type: z.literal('waveform') }),
]);
export type AudioFeatures = z.output<typeof audioFeaturesSchema>;
export type MelFeatures = Exclude<AudioFeatures, { type: 'waveform' }>;

/** All of the section but its kind, its path and its split. */
export const audioFields = {
  /** What the network hears, in Hz; left out: the rate that is stored. */
  sampleRate: sampleRateSchema.optional(),
  /** Silence before and after is cut off where it is so many decibels below the loudest moment; null: it stays. */
  trim: z.number().min(1).max(120).nullable().default(null),
  /** `peak`: every sound is made as loud as full scale; `recorded`: as loud as it is. */
  level: z.enum(['recorded', 'peak']).default('recorded'),
  /** Seconds that every sound is brought to; left out: the longest of the data set, at most 5. */
  duration: z.number().min(0.01).max(600).optional(),
  /**
   * Where a shorter sound stands in this time, with silence beside it, and which part of a longer one is kept: `start`,
   * `center`, `end`, or a place drawn for each sound by the seed of the split.
   */
  align: z.enum(['start', 'center', 'end', 'random']).default('start'),
  features: audioFeaturesSchema.prefault({ type: 'logMel' }),
  /**
   * `picture`: [frames, bands, 1 + deltas], for layers of two dimensions; `sequence`: [frames, bands · (1 + deltas)], for
   * layers of one. A waveform is always [samples, 1].
   */
  as: z.enum(['picture', 'sequence']).default('picture'),
  /** `standardize`: each band (of a waveform: all samples) minus the training sounds' mean, divided by their deviation. */
  normalize: z.enum(['standardize', 'none']).default('standardize'),
};
