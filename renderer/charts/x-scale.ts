/** Where the epochs of a line lie on a chart's x axis: epochs themselves, steps taken, or seconds of training. Pure. */
import { placeOf, type Curve, type CurvePiece } from '../state/curve.ts';

export const axisKinds = ['epoch', 'step', 'time'] as const;
export type AxisKind = (typeof axisKinds)[number];

/** Strictly increasing; both ways go between epochs too. */
export interface XScale {
  /** NaN where it is not known. */
  xOf(epoch: number): number;
  epochOf(x: number): number;
}

/** Of a line that has no place on the axis: its steps are not known, or its seconds were not recorded. */
export const nowhere: XScale = { xOf: () => NaN, epochOf: () => NaN };

export const byEpoch: XScale = { xOf: (epoch) => epoch, epochOf: (x) => x };

/** @param perEpoch updates of the weights in an epoch */
export function byStep(perEpoch: number): XScale {
  return { xOf: (epoch) => epoch * perEpoch, epochOf: (x) => x / perEpoch };
}

/**
 * By the seconds at the end of each epoch, from 0 at its begin; straight between those that are known. Epochs of
 * before the seconds were recorded have no place.
 */
export function byTime(seconds: Curve): XScale {
  const piece = seconds.piece(1, Infinity);
  const { values } = piece;
  const first = values.findIndex((value) => !Number.isNaN(value));
  const last = values.length - 1;
  if (first < 0) return nowhere;
  // Ahead of the first that is known only where that is the first of all.
  const start =
    epochOf(piece, first) === 1 ? { epoch: 0, x: 0 } : { epoch: epochOf(piece, first), x: values[first] ?? NaN };
  const point = (place: number): { readonly epoch: number; readonly x: number } =>
    place < first ? start : { epoch: epochOf(piece, place), x: values[place] ?? NaN };
  const end = point(last);
  const pace = end.epoch > start.epoch ? (end.x - start.x) / (end.epoch - start.epoch) : 1;
  return {
    xOf(epoch) {
      if (epoch < start.epoch) return NaN;
      if (epoch >= end.epoch) return end.x + (epoch - end.epoch) * pace;
      const place = Math.max(first, placeOf(piece, epoch));
      const [before, after] = [point(place - 1), point(place)];
      if (after.epoch === epoch || after.epoch === before.epoch) return after.x;
      return before.x + ((epoch - before.epoch) / (after.epoch - before.epoch)) * (after.x - before.x);
    },
    epochOf(x) {
      if (x >= end.x) return end.epoch + (pace > 0 ? (x - end.x) / pace : 1);
      let [low, high] = [first, last];
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((values[middle] ?? Infinity) < x) low = middle + 1;
        else high = middle;
      }
      const [before, after] = [point(low - 1), point(low)];
      if (after.x === before.x) return after.epoch;
      return before.epoch + ((x - before.x) / (after.x - before.x)) * (after.epoch - before.epoch);
    },
  };
}

function epochOf({ epochs }: CurvePiece, place: number): number {
  return epochs === null ? place + 1 : (epochs[place] ?? 0);
}

/** Updates of the weights in an epoch: what remains at its end makes one too. */
export function updatesPerEpoch(trainRows: number, batchSize: number, accumulate: number): number {
  return Math.ceil(Math.ceil(trainRows / batchSize) / accumulate);
}
