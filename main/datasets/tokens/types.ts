/** What can be asked of a tokenizer over a column, and what is answered. */
import { z } from 'zod';
import { tokenizerOptions } from './tokenizer.ts';

export const vocabularyRequestSchema = z.object({
  folder: z.string(),
  column: z.string(),
  ...tokenizerOptions,
  /** Of the tokens, most frequent first; byte pairs come in the order learnt. */
  offset: z.int().nonnegative(),
  limit: z.int().min(1).max(10_000),
  /** A text to write beside the first of the column. */
  text: z.string().nullable(),
});
export type VocabularyRequest = z.infer<typeof vocabularyRequestSchema>;

export const vocabularySchema = z.object({
  /** Rows that it was learnt on: all, or a fixed draw of a large table. */
  rows: z.int(),
  /** Tokens that were learnt; with padding and the unknown token there are two numbers more. */
  size: z.int(),
  tokens: z.array(z.object({ number: z.int(), token: z.string(), count: z.int() })),
  samples: z.array(z.object({ text: z.string(), numbers: z.array(z.int()) })),
  /** Tokens of a row, of all rows: to choose a length by. Quantiles at 0.5, 0.9, 0.99 and 1. */
  lengths: z.tuple([z.int(), z.int(), z.int(), z.int()]),
});
export type Vocabulary = z.infer<typeof vocabularySchema>;
