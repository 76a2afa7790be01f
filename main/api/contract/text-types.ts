/** Texts of a table as tokens. */
import { z } from 'zod';

export const vocabularyQuery = z.object({
  id: z.string(),
  column: z.string(),
  tokenizer: z.enum(['word', 'wordAndSpace', 'character', 'bytePair']).default('word'),
  /** Numbers at most, padding (0) and the unknown token (1) among them. */
  vocabulary: z.number().int().min(3).max(1_000_000).default(10_000),
  minimumRows: z.number().int().min(1).default(1),
  lowercase: z.boolean().default(true),
  offset: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(10_000).default(100),
  /** A text to write in numbers beside the first of the column. */
  text: z.string().optional(),
});
export type VocabularyQuery = z.infer<typeof vocabularyQuery>;

export const datasetVocabulary = z.object({
  /** Rows that it was learnt on: all, or a fixed draw of a large table. */
  rows: z.number().int(),
  size: z.number().int(),
  /** Most frequent first; byte pairs in the order learnt. */
  tokens: z.array(z.object({ number: z.number().int(), token: z.string(), count: z.number().int() })),
  samples: z.array(z.object({ text: z.string(), numbers: z.array(z.number().int()) })),
  /** Tokens of a row at the quantiles 0.5, 0.9, 0.99 and 1. */
  lengths: z.tuple([z.number().int(), z.number().int(), z.number().int(), z.number().int()]),
});
export type DatasetVocabulary = z.infer<typeof datasetVocabulary>;
