/** Searching runs: the query language as the window and the command line use it. */
import { z } from 'zod';
import { runSort } from './run-sort.ts';
import { runSummary } from './run-types.ts';

export const runSearch = z.object({
  /** Empty: every run. */
  where: z.string().default(''),
  /** Newest first where left out. */
  sort: runSort.optional(),
  /** At most so many. */
  limit: z.number().int().min(1).optional(),
});

export const conditionOperator = z.enum(['=', '!=', '<', '<=', '>', '>=', 'contains', 'missing', 'there']);
export type ConditionOperator = z.infer<typeof conditionOperator>;

/** One line of the form for those who write no queries. `field` and `value` are as in a query; no value for the last two. */
export const runCondition = z.object({ field: z.string(), operator: conditionOperator, value: z.string() });
export type RunCondition = z.infer<typeof runCondition>;

export const checkedQuery = z.object({
  /** The same query as conditions that all hold; null where it is more than that. */
  conditions: z.array(runCondition).nullable(),
});

export const queryCompletion = z.object({
  /** What an option takes the place of: UTF-16 offsets from 0. */
  start: z.number().int(),
  end: z.number().int(),
  options: z.array(
    z.object({
      text: z.string(),
      kind: z.enum(['fact', 'metric', 'setting', 'reading', 'operator', 'value']),
      /** Of a value: how many runs have it. */
      count: z.number().int().nullable(),
    }),
  ),
});
export type QueryCompletion = z.infer<typeof queryCompletion>;

export const runNames = z.object({
  metrics: z.array(z.string()),
  tests: z.array(z.string()),
  settings: z.array(z.string()),
});
export type RunNames = z.infer<typeof runNames>;

/** What most runs on a data set have. */
export const usualSettings = z.object({
  /** How many there are. */
  runs: z.number().int(),
  settings: runSummary.shape.settings,
});
export type UsualSettings = z.infer<typeof usualSettings>;

export const runGrouping = z.object({
  where: z.string().default(''),
  /** A field as a query calls it; of tags, a run is in the group of each that it has. */
  by: z.string().min(1),
  /** The reading whose mean is taken, as a query calls it. */
  of: z.string().min(1).optional(),
});

export const runGroup = z.object({
  /** The day of a date; null: runs that have no such value. */
  value: z.union([z.string(), z.number(), z.null()]),
  /** The query that finds the group's runs, by the field alone. */
  where: z.string(),
  runs: z.number().int(),
  /** Runs of it that have a reading. */
  readings: z.number().int(),
  mean: z.number().nullable(),
  /** The mean's 95 % interval by Student's t; null for fewer than two readings. */
  low: z.number().nullable(),
  high: z.number().nullable(),
  /** The best reading, and its run; the newest run where none has a reading. */
  best: z.number().nullable(),
  bestRun: z.string(),
  /** Whether its mean cannot be told from the first group's (95 %, Welch); null where either has fewer than two. */
  tie: z.boolean().nullable(),
});
export type RunGroup = z.infer<typeof runGroup>;
