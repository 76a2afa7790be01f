/** What a chart of epochs is read by: epochs, or the steps taken until their end. Pure. */
import type { I18n } from '../i18n.svelte.ts';

export const axisKinds = ['epoch', 'step'] as const;
export type AxisKind = (typeof axisKinds)[number];

export interface EpochAxis {
  /** At a graduation. */
  readonly label: (epoch: number) => string;
  /** Of one epoch, in full. */
  readonly name: (epoch: number) => string;
}

/** @param perEpoch updates of the weights in an epoch */
export function stepAxis(i18n: I18n, perEpoch: number): EpochAxis {
  const label = (epoch: number): string => i18n.number(epoch * perEpoch);
  return {
    label,
    name: (epoch) => i18n.t('chart.stepAxis', { epoch: i18n.t('chart.epochN', { epoch }), steps: label(epoch) }),
  };
}

/** Updates of the weights in an epoch: what remains at its end makes one too. */
export function updatesPerEpoch(trainRows: number, batchSize: number, accumulate: number): number {
  return Math.ceil(Math.ceil(trainRows / batchSize) / accumulate);
}
