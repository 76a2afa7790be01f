/** What is said about files that are examples of something: which were kept aside, and which part each is for. */
import { z } from 'zod';

/**
 * - `broken`: it does not decode; `format`: no format that can be read; `empty`: nothing is in it; `large`: more than
 *   may be read;
 * - `gone`: it was there when the import began; `unreadable`: the system refuses it;
 * - `outside`: a link or a path that leads out of the folder; `name`: a name that no file may have;
 * - `unlabelled`: nothing says its class.
 */
export const rejectedFileSchema = z.object({
  file: z.string(),
  reason: z.enum(['broken', 'format', 'empty', 'large', 'gone', 'unreadable', 'outside', 'name', 'unlabelled']),
  /** What the decoder or the system said. */
  detail: z.string(),
  /** The same in the words of the catalogue, where it is ours to say. */
  fault: z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) }).optional(),
});
export type RejectedFile = z.infer<typeof rejectedFileSchema>;

/** Part that the source itself puts a file into. */
export const partSchema = z.enum(['train', 'validation', 'test']);
export type Part = z.infer<typeof partSchema>;

export const partCountsSchema = z.object({ train: z.int(), validation: z.int(), test: z.int() });
export type PartCounts = z.infer<typeof partCountsSchema>;

/** Part numbers on disk; 0 is none. */
export const partOrder = [null, 'train', 'validation', 'test'] as const;
