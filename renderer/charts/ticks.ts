/** Where graduations go: round numbers, never more than there is room for. */

export interface AxisTick {
  readonly x: number;
  /** Long at every fifth and where a number stands. */
  readonly long: boolean;
  readonly labelled: boolean;
}

/** The smallest of 1, 2, 5, 10, 20, 50, … that is at least `least`. */
export function roundStep(least: number): number {
  if (!(least > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  for (const factor of [1, 2, 5, 10]) if (power * factor >= least * (1 - 1e-9)) return power * factor;
  return power * 10;
}

/**
 * Graduations of an axis `width` pixels wide, as fine as they can be told apart: one per epoch or step at the finest, or
 * parts of a second where `whole` is false.
 */
export function axisTicks(from: number, to: number, width: number, whole = true): AxisTick[] {
  const span = to - from;
  if (!(span > 0) || width <= 0) return [];
  const least = whole ? 1 : 0;
  const minor = Math.max(least, roundStep((4 * span) / width));
  const labels = Math.max(least, minor, roundStep((48 * span) / width));
  const isAt = (x: number, step: number): boolean => Math.abs(x / step - Math.round(x / step)) < 1e-6;
  const ticks: AxisTick[] = [];
  for (let index = Math.ceil(from / minor - 1e-9); index * minor <= to + minor * 1e-9; index += 1) {
    // Through the decimal text, so that 3 × 0.1 is 0.3.
    const x = Number((index * minor).toPrecision(12));
    const labelled = isAt(x, labels);
    ticks.push({ x, labelled, long: labelled || index % 5 === 0 });
  }
  return ticks;
}

/** About `count` round values within a range. */
export function valueTicks(from: number, to: number, count: number): number[] {
  const span = to - from;
  if (!(span > 0) || !Number.isFinite(span)) return [];
  const step = roundStep(span / Math.max(1, count));
  const ticks: number[] = [];
  for (let index = Math.ceil(from / step - 1e-9); index * step <= to + step * 1e-9; index += 1) {
    // Through the decimal text, so that 3 × 0.1 is 0.3.
    ticks.push(Number((index * step).toPrecision(12)));
  }
  return ticks;
}

/** Powers of ten within a range; where there are fewer than three, their doubles and fives too. */
export function logTicks(from: number, to: number): number[] {
  if (!(from > 0) || !(to > from)) return [];
  const low = Math.floor(Math.log10(from));
  const high = Math.ceil(Math.log10(to));
  const within = (value: number): boolean => value >= from * (1 - 1e-9) && value <= to * (1 + 1e-9);
  const powers: number[] = [];
  for (let power = low; power <= high; power += 1) powers.push(Number(`1e${String(power)}`));
  const tens = powers.filter(within);
  if (tens.length >= 3) {
    const every = Math.ceil(tens.length / 6);
    return tens.filter((_, index) => index % every === 0);
  }
  return powers.flatMap((power) => [1, 2, 5].map((factor) => Number((power * factor).toPrecision(12)))).filter(within);
}

/** Decimals that tell neighbouring ticks apart. */
export function tickDecimals(ticks: readonly number[]): number {
  let decimals = 0;
  for (const tick of ticks) {
    const [, fraction = ''] = String(Number(tick.toPrecision(12))).split('.');
    decimals = Math.max(decimals, fraction.includes('e') ? 0 : fraction.length);
  }
  return Math.min(decimals, 12);
}
