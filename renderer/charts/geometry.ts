/** Where a value lies on the canvas, and back. Pixels are CSS pixels from the canvas's top left. */

export interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  /** Epochs (or values) at the left and right edge. */
  readonly from: number;
  readonly to: number;
  readonly low: number;
  readonly high: number;
  readonly log: boolean;
}

export function xPixel(plot: Plot, x: number): number {
  return plot.left + ((x - plot.from) / (plot.to - plot.from)) * (plot.right - plot.left);
}

export function xValue(plot: Plot, pixel: number): number {
  return plot.from + ((pixel - plot.left) / (plot.right - plot.left)) * (plot.to - plot.from);
}

/** On a log axis, what is not positive has no place: NaN. */
export function yPixel(plot: Plot, y: number): number {
  const share = plot.log
    ? y > 0
      ? Math.log(y / plot.low) / Math.log(plot.high / plot.low)
      : NaN
    : (y - plot.low) / (plot.high - plot.low);
  return plot.bottom - share * (plot.bottom - plot.top);
}
