/** The lines that a chart shows: which points, named how, in what colour and weight. */
import type { SeriesColor } from '../state/selection-store.svelte.ts';
import { epochAt, type Curve, type CurvePiece } from '../state/curve.ts';
import { byEpoch, type XScale } from './x-scale.ts';
import type { ColorName } from './theme-colors.svelte.ts';

export interface ChartLine {
  readonly key: string;
  /** The run it belongs to: what hovering emphasises. */
  readonly run: string;
  /** In the tip and at the line's end: what the run differs by, or `train` and `val`. */
  readonly label: string;
  /** At the line's end instead of the label: a letter, where many lines end close together. */
  readonly endLabel?: string;
  readonly color: ColorName;
  /** Training is thin, validation thick. */
  readonly weight: 'thin' | 'thick';
  readonly dashed: boolean;
  /** The run burns now: a dot at its needle, and its label in ember. */
  readonly live: boolean;
  readonly curve: Curve;
  /** Where its epochs lie on the axis; left out: an epoch at its number. */
  readonly x?: XScale | undefined;
  /** The seconds of training at the end of each epoch; undefined where they were not recorded. */
  readonly seconds?: Curve | undefined;
  /** Around the line, epoch by epoch: the interval of a mean. */
  readonly band?: { readonly low: Curve; readonly high: Curve } | undefined;
}

/** A vertical mark, e.g. at the best epoch. */
export interface ChartMark {
  readonly epoch: number;
  readonly label: string;
}

/** The seconds of the runs that the lines are of, each once; `head` names them, with the line where runs are several. */
export function secondsOf(
  lines: readonly ChartLine[],
  head: string,
): { readonly run: string; readonly head: string; readonly seconds: Curve }[] {
  const first = new Map<string, ChartLine>();
  for (const line of lines) if (!first.has(line.run)) first.set(line.run, line);
  return [...first.values()].flatMap(({ run, label, seconds }) =>
    seconds === undefined ? [] : [{ run, head: first.size === 1 ? head : `${head} ${label}`, seconds }],
  );
}

export function xScaleOf(line: ChartLine): XScale {
  return line.x ?? byEpoch;
}

const palette = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8', 'c9', 'c10'] as const;

/** The token of a compared run's colour. */
export function colorName(color: SeriesColor): ColorName {
  return color.slot === null ? 'c-muted' : (palette[color.slot - 1] ?? 'c-muted');
}

/** The last reading before a place that is a number, and its epoch; null where there is none. */
export function lastReading(
  piece: CurvePiece,
  before = piece.values.length,
): { readonly epoch: number; readonly value: number } | null {
  for (let index = before - 1; index >= 0; index -= 1) {
    const value = piece.values[index] ?? NaN;
    if (!Number.isNaN(value)) return { epoch: epochAt(piece, index), value };
  }
  return null;
}
