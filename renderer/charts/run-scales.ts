/** Where the epochs of a run lie on the chosen axis, from what is known of the run. */
import type { RunSummary } from '../../main/api/contract/index.ts';
import type { Curve } from '../state/curve.ts';
import { byStep, byTime, nowhere, updatesPerEpoch, type AxisKind, type XScale } from './x-scale.ts';

/** Updates of the weights in an epoch; null where it cannot be told. */
export function stepsPerEpoch(
  run: RunSummary,
  rowCounts: { readonly train: number } | null | undefined,
): number | null {
  const { 'training.batchSize': batch, 'training.accumulate': accumulate = 1 } = run.settings;
  if (rowCounts === null || rowCounts === undefined) return null;
  return typeof batch === 'number' && typeof accumulate === 'number'
    ? updatesPerEpoch(rowCounts.train, batch, accumulate)
    : null;
}

/** Undefined: epochs at their numbers. */
export function runScale(kind: AxisKind, steps: number | null, seconds: Curve | undefined): XScale | undefined {
  switch (kind) {
    case 'epoch':
      return undefined;
    case 'step':
      return steps === null ? nowhere : byStep(steps);
    case 'time':
      return seconds === undefined ? nowhere : byTime(seconds);
    default:
      return kind satisfies never;
  }
}
