/**
 * Parts of a date as numbers, in UTC. Those that come round again can be a point on a circle, so that December is next
 * to January.
 *
 * Formula: cyclic parts give sin(2π p / period) and cos(2π p / period).
 */
import { z } from 'zod';
import { numberBlock, numbersOf } from '../blocks.ts';
import { defineStep } from '../step.ts';

const millisecondsPerDay = 86_400_000;

interface DatePart {
  /** After how many it comes round again; null for what goes on. */
  readonly period: number | null;
  read(date: Date): number;
}

const parts = {
  year: { period: null, read: (date) => date.getUTCFullYear() },
  quarter: { period: 4, read: (date) => Math.floor(date.getUTCMonth() / 3) },
  month: { period: 12, read: (date) => date.getUTCMonth() },
  day: { period: 31, read: (date) => date.getUTCDate() - 1 },
  /** Monday is 0, as in pandas. */
  weekday: { period: 7, read: (date) => (date.getUTCDay() + 6) % 7 },
  dayOfYear: {
    period: 366,
    read: (date) => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0)) / millisecondsPerDay),
  },
  hour: { period: 24, read: (date) => date.getUTCHours() },
  minute: { period: 60, read: (date) => date.getUTCMinutes() },
} as const satisfies Record<string, DatePart>;

type PartName = keyof typeof parts;
const partName = z.enum(Object.keys(parts) as [PartName, ...PartName[]]);
const shape = {
  step: z.literal('dateParts'),
  parts: z.array(partName).min(1).default(['year', 'month', 'weekday']),
  cyclic: z.boolean().default(false),
};
const options = z.strictObject(shape);

export const dateParts = defineStep<z.output<typeof options>, z.output<typeof options>>({
  takes: 'numbers',
  category: 'date',
  formula: 'part p of the date in UTC; cyclic: sin(2π p / period), cos(2π p / period)',
  source: 'pandas: Series.dt',
  options,
  schema: options,
  fit: (_, chosen) => chosen,
  apply: ({ parts: names, cyclic }, block) => {
    const days = numbersOf(block);
    return names.flatMap((part) => {
      const { period, read }: DatePart = parts[part];
      const name = `${block.name}.${part}`;
      // Days as float64 are exact to a fraction of a millisecond.
      const values = days.map((day) =>
        Number.isNaN(day) ? day : read(new Date(Math.round(day * millisecondsPerDay))),
      );
      if (!cyclic || period === null) return [numberBlock(name, values)];
      const angles = values.map((value) => (2 * Math.PI * value) / period);
      return [numberBlock(`${name}.sin`, angles.map(Math.sin)), numberBlock(`${name}.cos`, angles.map(Math.cos))];
    });
  },
});
