/** What data sets made of files have in common. */
import { z } from 'zod';

/**
 * A file that is not in the data set; the reason's text is `imageReason` or `soundReason` in the catalogue. Where the
 * decoder is ours, `fault` says more: its text is `soundFault.<code>`.
 */
export const rejectedFile = z.object({
  file: z.string(),
  reason: z.string(),
  detail: z.string(),
  fault: z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) }).optional(),
});
export type RejectedFile = z.infer<typeof rejectedFile>;

export const filePart = z.enum(['train', 'validation', 'test']);

/** How many files the source itself puts into each part. */
export const fileParts = z.object({
  train: z.number().int(),
  validation: z.number().int(),
  test: z.number().int(),
});
