/** Where the ticks of a graduated scale stand. Pure. */

export interface ScaleTick {
  /** The value that it marks, 0 to the total. */
  readonly at: number;
  /** Every fifth is long. */
  readonly long: boolean;
}

/** One tick per unit while there is room; then one per 2, 5, 10, 20, … units, so that at most `most` are drawn. */
export function scaleTicks(total: number, most = 50): readonly ScaleTick[] {
  if (!(total > 0)) return [{ at: 0, long: true }];
  let unit = 1;
  for (let power = 1; total / unit > most; power *= 10) {
    unit = [power, 2 * power, 5 * power, 10 * power].find((step) => total / step <= most) ?? 10 * power;
  }
  const count = Math.floor(total / unit);
  return Array.from({ length: count + 1 }, (_, index) => ({ at: index * unit, long: index % 5 === 0 }));
}
