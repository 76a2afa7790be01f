/** What a chart says in words and figures: the readings at an epoch, the run nearest the pointer, one sentence. */
import type { I18n } from '../i18n.svelte.ts';
import { yPixel, type Plot } from './geometry.ts';
import type { ChartAxis } from './chart-group.svelte.ts';
import { lastReading, xScaleOf, type ChartLine } from './lines.ts';

export interface Reading {
  readonly line: ChartLine;
  readonly value: number;
  /** False: the nearest that is here, until the reading itself has come. */
  readonly exact: boolean;
}

/** The epoch of a line that lies nearest to a place of the axis. */
export function epochNear(line: ChartLine, x: number): number {
  return Math.round(xScaleOf(line).epochOf(x));
}

/** Readings at a place of the axis, each of the line's nearest epoch, from the highest line to the lowest. */
export function readingsAt(lines: readonly ChartLine[], x: number): Reading[] {
  return lines
    .map((line) => {
      const epoch = epochNear(line, x);
      return { line, value: line.curve.near(epoch), exact: line.curve.knows(epoch) };
    })
    .filter(({ value }) => !Number.isNaN(value))
    .sort((left, right) => right.value - left.value);
}

/** How near, in pixels, the pointer must be for a line to stand out. */
const near = 14;

/** The run whose line passes nearest below or above the pointer; null where none is near, or there is but one run. */
export function nearestRun(plot: Plot, lines: readonly ChartLine[], x: number, y: number): string | null {
  if (new Set(lines.map((line) => line.run)).size < 2) return null;
  let best: string | null = null;
  let distance = near;
  for (const line of lines) {
    const away = Math.abs(yPixel(plot, line.curve.near(epochNear(line, x))) - y);
    if (away < distance) {
      distance = away;
      best = line.run;
    }
  }
  return best;
}

/** A reading in words; `≈` before one that only stands near. */
export function readingText(i18n: I18n, { value, exact }: Reading): string {
  return `${exact ? '' : '≈ '}${i18n.reading(value)}`;
}

/** One sentence for those who do not see the lines: it tells of the first thick one. */
export function describeLines(
  i18n: I18n,
  title: string,
  lines: readonly ChartLine[],
  axis: ChartAxis = 'epoch',
): string {
  const line = lines.find((candidate) => candidate.weight === 'thick') ?? lines[0];
  const piece = line?.curve.piece(1, Infinity);
  const last = piece === undefined ? null : lastReading(piece);
  if (line === undefined || piece === undefined || last === null) return i18n.t('chart.describeEmpty', { title });
  let lowest = Infinity;
  let highest = -Infinity;
  for (const value of piece.values) {
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  return i18n.t('chart.describe', {
    title,
    axis,
    count: lines.length,
    epochs: line.curve.length,
    line: line.label,
    first: i18n.reading(piece.values[0]),
    last: i18n.reading(last.value),
    lastEpoch: last.epoch,
    lowest: i18n.reading(lowest),
    highest: i18n.reading(highest),
  });
}

const segmenter = new Intl.Segmenter();

/** Shortens from the middle, where names differ least. `most` counts letters as a person does. */
export function cutMiddle(text: string, most: number): string {
  const letters = Array.from(segmenter.segment(text), ({ segment }) => segment);
  if (letters.length <= most) return text;
  const head = Math.ceil((most - 1) / 2);
  const tail = Math.max(0, most - 1 - head);
  return `${letters.slice(0, head).join('')}…${tail === 0 ? '' : letters.slice(-tail).join('')}`;
}
