/**
 * The linear warm-up that goes before any schedule.
 *
 * Formula: η(t) = η₀ · (warmUpFrom + (1 − warmUpFrom) · t/W) for t below W = warmUp epochs, in steps; the schedule proper
 * begins at W.
 * Source: Goyal et al., Accurate, Large Minibatch SGD, 2017. As `torch.optim.lr_scheduler.LinearLR` (start_factor,
 * total_iters) stepped after every step, and then by SequentialLR the schedule.
 */
import { number } from '../../models/fields.ts';

export const warmUpFields = {
  /** Epochs, in fractions too; 0: none. */
  warmUp: number({ default: 0, minimum: 0, maximum: 1_000_000 }),
  /** Share of the learning rate that the first step has. */
  warmUpFrom: number({ default: 0.1, minimum: 0, maximum: 1 }),
} as const;

export interface WarmUp {
  readonly warmUp: number;
  readonly warmUpFrom: number;
}

export function warmUpSteps({ warmUp }: WarmUp, stepsPerEpoch: number): number {
  return Math.round(warmUp * stepsPerEpoch);
}

/** Share of the learning rate at a step of the warm-up. */
export function warmUpFactor({ warmUpFrom }: WarmUp, step: number, steps: number): number {
  return warmUpFrom + ((1 - warmUpFrom) * step) / steps;
}
