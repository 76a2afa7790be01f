/**
 * The learning rate falls by a factor when the monitored metric has not improved for some epochs.
 *
 * Formula: η ← max(η · factor, minimum) after more than `patience` epochs in a row that were not better than the best by
 * `threshold`, a share of it; after each fall `cooldown` epochs do not count. A fall of less than 1e-8 is left out.
 * Arguments: factor (default 0.1) from 0 to 1, patience (10), threshold (1e-4), cooldown (0), minimum (0), warmUp and
 * warmUpFrom (see `warm-up.ts`). What is monitored, and which way is better, is `training.monitor`.
 * Errors: none. An epoch whose metric is not a number counts as one without improvement.
 * Source: as `torch.optim.lr_scheduler.ReduceLROnPlateau` with threshold_mode 'rel' and eps 1e-8.
 */
import { integer, number } from '../../models/fields.ts';
import { defineSchedule } from './definition.ts';

const leastFall = 1e-8;

const fields = {
  factor: number({ default: 0.1, minimum: 0, maximum: 1 }),
  patience: integer({ default: 10, minimum: 0, maximum: 1_000_000 }),
  threshold: number({ default: 1e-4, minimum: 0, maximum: 1 }),
  cooldown: integer({ default: 0, minimum: 0, maximum: 1_000_000 }),
  minimum: number({ default: 0, minimum: 0, maximum: 1e12 }),
} as const;

export const reduceOnPlateau = defineSchedule({
  formula: 'η ← max(η · factor, min) without improvement',
  fields,
  warmsUp: true,
  rate: (initial, _moment, _options, { rate }) => rate ?? initial,
  observe: (memory, { value, better, initial }, { factor, patience, threshold, cooldown, minimum }) => {
    let best = memory['best'] ?? null;
    let bad = memory['bad'] ?? 0;
    let cooling = memory['cooling'] ?? 0;
    let rate = memory['rate'] ?? initial;
    if (beats(value, best, threshold, better)) {
      best = value;
      bad = 0;
    } else {
      bad += 1;
    }
    if (cooling > 0) {
      cooling -= 1;
      bad = 0;
    }
    if (bad > patience) {
      const next = Math.max(rate * factor, minimum);
      if (rate - next > leastFall) rate = next;
      cooling = cooldown;
      bad = 0;
    }
    return { best, bad, cooling, rate };
  },
});

/** Relative to the best: `best · (1 − threshold)` is to be beaten, or `best · (1 + threshold)` where higher is better. */
function beats(value: number, best: number | null, threshold: number, better: 'higher' | 'lower'): boolean {
  if (!Number.isFinite(value)) return false;
  if (best === null) return true;
  return better === 'higher' ? value > best * (1 + threshold) : value < best * (1 - threshold);
}
