/** Which values a chart shows: the last 90 % of each line decide, so that the burn-in does not flatten the rest. */
import { placeOf, type CurvePiece } from '../state/curve.ts';

export interface ValueRange {
  readonly low: number;
  readonly high: number;
  /** Whether points lie outside: the burn-in, cut. */
  readonly clipped: boolean;
}

/** A line, and the epochs of it that are shown. */
export interface ShownLine {
  readonly piece: CurvePiece;
  readonly from: number;
  readonly to: number;
}

export interface RangeOptions {
  readonly log: boolean;
  /** Shows the burn-in too. */
  readonly all: boolean;
}

/** Part of a line's points, from its start, that may lie outside. */
const burnIn = 0.1;
/** The burn-in is cut only if it would stretch the range by more than this. */
const worthCutting = 1.4;

/** The range that shows these lines; null if none has a point to show. A log axis leaves out what is not positive. */
export function valueRange(lines: readonly ShownLine[], options: RangeOptions): ValueRange | null {
  let full = empty;
  let settled = empty;
  for (const { piece, from, to } of lines) {
    const { values } = piece;
    const first = placeOf(piece, from);
    const last = placeOf(piece, Math.floor(to) + 1);
    full = extent(full, values, first, last, options.log);
    settled = extent(settled, values, first + Math.floor((last - first) * burnIn), last, options.log);
  }
  if (full.low > full.high) return null;
  const size = (range: Extent): number => (options.log ? Math.log(range.high / range.low) : range.high - range.low);
  const cut =
    !options.all && settled.low <= settled.high && size(full) > worthCutting * size(settled) && size(settled) > 0;
  return { ...padded(cut ? settled : full, options.log), clipped: cut };
}

interface Extent {
  readonly low: number;
  readonly high: number;
}
const empty: Extent = { low: Infinity, high: -Infinity };

function extent(start: Extent, values: Float64Array, first: number, last: number, positive: boolean): Extent {
  let { low, high } = start;
  for (let index = first; index < last; index += 1) {
    const value = values[index] ?? NaN;
    // NaN fails both comparisons.
    if (positive && value <= 0) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}

/** A little air on both sides, but none beyond 0 or 1, which mean something to most metrics. */
function padded({ low, high }: Extent, log: boolean): Extent {
  if (log) {
    const factor = low === high ? 2 : (high / low) ** 0.06;
    return { low: low / factor, high: high * factor };
  }
  const air = low === high ? Math.abs(low) * 0.05 || 1 : (high - low) * 0.06;
  return {
    low: low >= 0 && low - air < 0 ? 0 : low - air,
    high: high <= 1 && high + air > 1 && low >= 0 ? 1 : high + air,
  };
}
