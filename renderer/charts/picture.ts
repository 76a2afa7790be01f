/** Composes a line chart: turns lines, range and size into points, ticks and placed labels, ready for any pen. */
import { placeOf, type CurvePiece } from '../state/curve.ts';
import { bucketPoints, type Point } from './bucket.ts';
import { xPixel, yPixel, type Plot } from './geometry.ts';
import { lastReading, xScaleOf, type ChartLine, type ChartMark } from './lines.ts';
import { byEpoch } from './x-scale.ts';
import type { Pen, Stroke } from './pen.ts';
import { smoothed } from './smooth.ts';
import { spreadLabels } from './spread-labels.ts';
import type { ThemeColors } from './theme-colors.svelte.ts';
import { axisTicks, logTicks, tickDecimals, valueTicks, type AxisTick } from './ticks.ts';
import { valueRange } from './value-range.ts';

export interface PictureOptions {
  readonly lines: readonly ChartLine[];
  readonly marks: readonly ChartMark[];
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
  /** What is shown of the axis. */
  readonly from: number;
  readonly to: number;
  /** Graduations are whole numbers: of epochs, steps. */
  readonly wholeTicks: boolean;
  readonly log: boolean;
  /** Shows the burn-in too. */
  readonly all: boolean;
  /** 0 for none, below 1. */
  readonly smoothing: number;
  readonly emphasis: string | null;
  readonly colors: ThemeColors;
  /** Room for labels right of the plot. */
  readonly labelWidth: number;
  formatTick(value: number, decimals: number): string;
  formatX(x: number): string;
  /** Text at the end of a line. */
  formatEnd(line: ChartLine, value: number): string;
}

export interface PicturedLine {
  readonly line: ChartLine;
  /** On the axes. */
  readonly points: readonly Point[];
  readonly stroke: Stroke;
}

export interface PlacedLabel {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly color: string;
  readonly strong: boolean;
}

export interface Picture {
  readonly plot: Plot;
  readonly clipped: boolean;
  /** On the axes, as many points below as above. */
  readonly bands: readonly {
    readonly upper: readonly Point[];
    readonly lower: readonly Point[];
    readonly color: string;
  }[];
  /** In drawing order: what stands out is last. */
  readonly lines: readonly PicturedLine[];
  readonly xTicks: readonly (AxisTick & { readonly label: string })[];
  readonly yTicks: readonly { readonly value: number; readonly label: string }[];
  readonly labels: readonly PlacedLabel[];
  /** In pixels: needles of live runs, and readings that no line connects. */
  readonly dots: readonly { readonly x: number; readonly y: number; readonly radius: number; readonly color: string }[];
  readonly marks: readonly { readonly x: number; readonly label: string }[];
}

export const padding = { left: 48, top: 8, bottom: 22 } as const;
const labelHeight = 12;
/** So many lines are drawn as finely as the screen is; more with fewer points each, down to this share of pixels. */
const fewLines = 20;
const leastShare = 0.15;

/** Null while no line has a point to show. */
export function composePicture(given: PictureOptions): Picture | null {
  // A line without a place on this axis is not drawn.
  const options = { ...given, lines: given.lines.filter((line) => !Number.isNaN(xScaleOf(line).epochOf(given.to))) };
  const { lines, width, height, from, to, log, colors } = options;
  const range = valueRange(
    lines.flatMap((line) => {
      const { curve, band } = line;
      const shown = epochsOf(line, options);
      const drawn = [curve, ...(band === undefined ? [] : [band.low, band.high])];
      return drawn.map((each) => ({ ...shown, piece: each.piece(shown.from, shown.to) }));
    }),
    { log, all: options.all },
  );
  if (range === null || to <= from) return null;
  const plot: Plot = {
    left: padding.left,
    right: Math.max(padding.left + 10, width - options.labelWidth),
    top: padding.top,
    bottom: Math.max(padding.top + 10, height - padding.bottom),
    from,
    to,
    low: range.low,
    high: range.high,
    log,
  };
  const yCount = Math.max(2, Math.min(5, Math.floor((plot.bottom - plot.top) / 34)));
  const values = log ? logTicks(range.low, range.high) : enoughTicks(range.low, range.high, yCount);
  const decimals = tickDecimals(values);
  // Where many lines share the room, none is told apart pixel by pixel; lowest and highest points stay all the same.
  const share = Math.max(leastShare, Math.min(1, fewLines / lines.length));
  const buckets = (plot.right - plot.left) * options.pixelRatio * share;
  const ordered = [...lines].sort((left, right) => rank(left, options.emphasis) - rank(right, options.emphasis));
  const pictured = ordered.flatMap((line) => picture(line, options, buckets));
  return {
    plot,
    clipped: range.clipped,
    bands: ordered.flatMap((line) => bandOf(line, options, buckets)),
    lines: pictured,
    xTicks: axisTicks(from, to, plot.right - plot.left, options.wholeTicks).map((tick) => ({
      ...tick,
      label: tick.labelled ? options.formatX(tick.x) : '',
    })),
    yTicks: values.map((value) => ({ value, label: options.formatTick(value, decimals) })),
    labels: placeLabels(plot, options),
    dots: [
      ...pictured.flatMap(({ points, stroke }) => lonely(points).map((point) => at(plot, point, 2, stroke.color))),
      ...ordered
        .filter((line) => line.live)
        .flatMap((line) => {
          const shown = epochsOf(line, options);
          const last = lastReading(line.curve.piece(shown.from, shown.to));
          if (last === null || line.weight !== 'thick' || last.epoch < shown.from || last.epoch > shown.to) return [];
          return [at(plot, { x: xScaleOf(line).xOf(last.epoch), y: last.value }, 3.5, colors.color(line.color))];
        }),
    ].filter((dot) => dot.y >= plot.top - 4 && dot.y <= plot.bottom + 4),
    marks: options.marks
      .map(({ epoch, label }) => ({ x: (lines[0]?.x ?? byEpoch).xOf(epoch), label }))
      .filter(({ x }) => x >= from && x <= to),
  };
}

/** The epochs of a line that the axis shows. */
function epochsOf(line: ChartLine, { from, to }: PictureOptions): { readonly from: number; readonly to: number } {
  const scale = xScaleOf(line);
  return { from: scale.epochOf(from), to: scale.epochOf(to) };
}

/** Finer ticks where round ones are fewer than three. */
function enoughTicks(low: number, high: number, count: number): number[] {
  const ticks = valueTicks(low, high, count);
  return ticks.length >= 3 ? ticks : valueTicks(low, high, count * 2);
}

function at(plot: Plot, point: Point, radius: number, color: string): Picture['dots'][number] {
  return { x: xPixel(plot, point.x), y: yPixel(plot, point.y), radius, color };
}

/** Thin lines first, thick above them, what stands out on top. */
function rank(line: ChartLine, emphasis: string | null): number {
  return (line.run === emphasis ? 2 : 0) + (line.weight === 'thick' ? 1 : 0);
}

function picture(line: ChartLine, options: PictureOptions, buckets: number): PicturedLine[] {
  const { log, smoothing, emphasis, colors } = options;
  const { from, to } = epochsOf(line, options);
  const scale = xScaleOf(line);
  const raw = line.curve.piece(from, to);
  const points = (piece: CurvePiece): Point[] => {
    const found = bucketPoints(piece, from, to, buckets);
    if (!log && scale === byEpoch) return found;
    return found.map(({ x: epoch, y }) => {
      const x = scale.xOf(epoch);
      return { x, y: Number.isNaN(x) || (log && !(y > 0)) ? NaN : y };
    });
  };
  const standsOut = line.run === emphasis;
  const isOneOfMany = options.lines.length > fewLines && !standsOut;
  const opacity = standsOut || (emphasis === null && line.weight === 'thick') ? 1 : 0.75;
  const stroke: Stroke = {
    color: colors.color(line.color, opacity),
    width: line.weight === 'thin' ? 1.1 : standsOut ? 2.2 : isOneOfMany ? 1 : emphasis === null ? 1.8 : 1.3,
    dash: line.dashed && !isOneOfMany ? [5, 4] : [],
    plain: isOneOfMany,
  };
  // What is thinned cannot be smoothed: it is drawn as it is until all points have come.
  if (smoothing === 0 || !line.curve.whole) return [{ line, points: points(raw), stroke }];
  return [
    { line, points: points(raw), stroke: { ...stroke, color: colors.color(line.color, 0.25) } },
    { line, points: points({ epochs: null, values: smoothed(raw.values, smoothing) }), stroke },
  ];
}

/** Of every bucket the widest interval, so that both edges have the same points. */
function bandOf(line: ChartLine, options: PictureOptions, buckets: number): Picture['bands'][number][] {
  const { band, run, color } = line;
  if (band === undefined) return [];
  const { emphasis, colors } = options;
  const { from, to } = epochsOf(line, options);
  const { xOf } = xScaleOf(line);
  const [low, high] = [band.low.piece(from, to).values, band.high.piece(from, to).values];
  const first = Math.max(0, Math.floor(from) - 2);
  const last = Math.min(high.length, Math.ceil(to) + 1);
  const step = Math.max(1, Math.ceil((last - first) / Math.max(1, buckets)));
  const upper: Point[] = [];
  const lower: Point[] = [];
  for (let start = first; start < last; start += step) {
    let [least, most] = [Infinity, -Infinity];
    for (let index = start; index < Math.min(last, start + step); index += 1) {
      least = Math.min(least, low[index] ?? NaN);
      most = Math.max(most, high[index] ?? NaN);
    }
    upper.push({ x: xOf(start + 1), y: most });
    // On a log axis what is not positive has no place: the band then ends at the plot's lower edge.
    lower.push({ x: xOf(start + 1), y: options.log && least <= 0 ? Number.MIN_VALUE : least });
  }
  return [{ upper, lower, color: colors.color(color, run === emphasis ? 0.26 : 0.16) }];
}

/** Readings with no neighbour: a line has nothing to draw there. */
function lonely(points: readonly Point[]): Point[] {
  const known = (point: Point | undefined): boolean => point !== undefined && !Number.isNaN(point.y);
  return points.filter((point, index) => known(point) && !known(points[index - 1]) && !known(points[index + 1]));
}

/** Labels beside the line's last point in sight; where not all fit, those that stand out and the first. */
function placeLabels(plot: Plot, options: PictureOptions): PlacedLabel[] {
  const room = Math.max(1, Math.floor((plot.bottom - plot.top + labelHeight) / labelHeight));
  const wanted = options.lines.flatMap((line) => {
    const shown = epochsOf(line, options);
    const piece = line.curve.piece(shown.from, shown.to);
    const last = lastReading(piece, placeOf(piece, Math.floor(shown.to) + 1));
    if (last === null || last.epoch < shown.from || (plot.log && last.value <= 0)) return [];
    const y = Math.max(plot.top, Math.min(plot.bottom, yPixel(plot, last.value)));
    return [
      { line, x: xPixel(plot, xScaleOf(line).xOf(last.epoch)) + 7, y, text: options.formatEnd(line, last.value) },
    ];
  });
  const chosen =
    wanted.length <= room
      ? wanted
      : [...wanted]
          .sort((left, right) => rank(right.line, options.emphasis) - rank(left.line, options.emphasis))
          .slice(0, room);
  const placed = spreadLabels(
    chosen.map(({ y }) => y),
    labelHeight,
    plot.top,
    plot.bottom,
  );
  return chosen.map(({ line, x, text }, index) => {
    const strong = line.run === options.emphasis || (line.live && line.weight === 'thick');
    const color = line.live && line.weight === 'thick' ? 'ember-ink' : strong ? 'ink' : 'ink-2';
    return { text, x, y: placed[index] ?? 0, color: options.colors.color(color), strong };
  });
}

/** All of it, at its place. */
export function drawPicture(pen: Pen, picture: Picture, colors: ThemeColors): void {
  const { plot } = picture;
  drawBehind(pen, picture, colors);
  pen.clip(plot.left - 2, plot.top - 2, plot.right + 4, plot.bottom + 2);
  for (const { points, stroke } of picture.lines) {
    pen.path(
      points.map(({ x, y }) => ({ x: xPixel(plot, x), y: yPixel(plot, y) })),
      stroke,
    );
  }
  pen.unclip();
  drawBefore(pen, picture, colors);
}

/** What lies behind the lines. */
function drawBehind(pen: Pen, picture: Picture, colors: ThemeColors): void {
  const { plot } = picture;
  for (const { value } of picture.yTicks) {
    const y = yPixel(plot, value);
    pen.line(plot.left, y, plot.right, y, { color: colors.color('grid'), width: 1 });
  }
  const within = ({ x, y }: Point): Point => ({
    x: Math.max(plot.left, Math.min(plot.right, xPixel(plot, x))),
    y: Math.max(plot.top, Math.min(plot.bottom, yPixel(plot, y))),
  });
  for (const { upper, lower, color } of picture.bands) pen.area(upper.map(within), lower.map(within), color);
  for (const mark of picture.marks) {
    const x = xPixel(plot, mark.x);
    pen.line(x, plot.top, x, plot.bottom, { color: colors.color('ink-3'), width: 1, dash: [3, 3] });
  }
}

/** What lies before the lines: the graduated axis, figures, labels. */
function drawBefore(pen: Pen, picture: Picture, colors: ThemeColors): void {
  const { plot } = picture;
  const axis: Stroke = { color: colors.color('axis'), width: 1 };
  const figure = colors.color('ink-3');
  const halo = colors.color('surface');
  pen.line(plot.left, plot.bottom, plot.right, plot.bottom, axis);
  for (const tick of picture.xTicks) {
    const x = xPixel(plot, tick.x);
    pen.line(x, plot.bottom, x, plot.bottom + (tick.long ? 5 : 2.6), axis);
    if (tick.labelled) pen.text(x, plot.bottom + 13, tick.label, { color: figure, align: 'center' });
  }
  for (const { value, label } of picture.yTicks) {
    pen.text(plot.left - 8, yPixel(plot, value), label, { color: figure, align: 'right' });
  }
  for (const dot of picture.dots) pen.dot(dot.x, dot.y, dot.radius, dot.color);
  for (const mark of picture.marks) {
    const x = xPixel(plot, mark.x);
    const right = x > (plot.left + plot.right) / 2;
    pen.text(x + (right ? -6 : 6), plot.top + 5, mark.label, {
      color: colors.color('ink-2'),
      align: right ? 'right' : 'left',
      halo,
    });
  }
  for (const { x, y, text, color, strong } of picture.labels)
    pen.text(x, y, text, { color, align: 'left', halo, strong });
}
