/** Draws settings against a result: as parallel axes that each run crosses, or each setting's own scatter. For any pen. */
import type { Point } from './bucket.ts';
import type { Pen } from './pen.ts';
import type { ColorName, ThemeColors } from './theme-colors.svelte.ts';

export interface DrawnAxis {
  readonly title: string;
  /** Below the axis. */
  readonly note: string;
  /** By run, 0 at the lower end to 1 at the upper. */
  readonly places: readonly number[];
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
}

export interface Study {
  readonly form: 'parallel' | 'scatter';
  /** The last is the result. */
  readonly axes: readonly DrawnAxis[];
  /** By run: whether it is among the best. */
  readonly best: readonly boolean[];
  /** Whether a low result is a good one. */
  readonly lower: boolean;
  /** Place of the run that stands out. */
  readonly emphasis: number | null;
  readonly width: number;
  readonly height: number;
}

const top = 24;
const bottom = 22;
const side = 46;
const gap = 34;
/** Colours by how good the result is, five steps that read on both grounds. */
const steps: readonly ColorName[] = ['s2', 's3', 's4', 's5', 's6'];

interface Frame {
  /** One place for each axis, or one box for each scatter. */
  readonly left: number;
  readonly right: number;
}

/** Where axes stand: in parallel from edge to edge, as scatters in boxes of equal width. */
export function studyFrames({ form, axes, width }: Study): Frame[] {
  if (form === 'parallel') {
    const room = Math.max(1, width - 2 * side);
    return axes.map((_, index) => {
      const x = side + (axes.length === 1 ? 0 : (index / (axes.length - 1)) * room);
      return { left: x, right: x };
    });
  }
  const count = Math.max(1, axes.length - 1);
  const box = Math.max(20, (width - side - gap * (count - 1) - 12) / count);
  return axes.slice(0, -1).map((_, index) => {
    const left = side + index * (box + gap);
    return { left, right: left + box };
  });
}

/** The points of a run in pixels: one on each axis, or one in each scatter. */
export function runPoints(study: Study, frames: readonly Frame[], run: number): Point[] {
  const y = (at: number): number => study.height - bottom - at * Math.max(1, study.height - top - bottom);
  const result = study.axes.at(-1)?.places[run] ?? 0;
  return frames.map(({ left, right }, index) => {
    const place = study.axes[index]?.places[run] ?? 0;
    // A little in, so that the ends of the scale are seen whole.
    const inner = left + 6 + place * Math.max(1, right - left - 12);
    return study.form === 'parallel' ? { x: left, y: y(place) } : { x: inner, y: y(result) };
  });
}

export function drawStudy(pen: Pen, study: Study, colors: ThemeColors): void {
  const frames = studyFrames(study);
  const order = [...study.best.keys()].sort((one, other) => Number(study.best[one]) - Number(study.best[other]));
  drawGrounds(pen, study, frames, colors);
  for (const run of order) drawRun(pen, study, frames, run, false, colors);
  if (study.emphasis !== null) drawRun(pen, study, frames, study.emphasis, true, colors);
  drawFigures(pen, study, frames, colors);
}

function drawRun(
  pen: Pen,
  study: Study,
  frames: readonly Frame[],
  run: number,
  standsOut: boolean,
  colors: ThemeColors,
): void {
  const points = runPoints(study, frames, run);
  const height = study.axes.at(-1)?.places[run] ?? 0;
  const place = study.lower ? 1 - height : height;
  const shade = steps[Math.min(steps.length - 1, Math.floor(place * steps.length))] ?? 's4';
  const lit = study.best[run] === true;
  const color = standsOut ? colors.color('ink') : lit ? colors.color(shade, 0.9) : colors.color('c-muted', 0.55);
  if (study.form === 'parallel') pen.path(points, { color, width: standsOut ? 2.4 : lit ? 1.5 : 1 });
  else for (const { x, y } of points) pen.dot(x, y, standsOut ? 4.5 : 2.8, color);
}

function drawGrounds(pen: Pen, study: Study, frames: readonly Frame[], colors: ThemeColors): void {
  const axis = { color: colors.color('axis'), width: 1 };
  const low = study.height - bottom;
  for (const { left, right } of frames) {
    pen.line(left, top, left, low, axis);
    if (study.form === 'scatter') pen.line(left, low, right, low, axis);
  }
}

function drawFigures(pen: Pen, study: Study, frames: readonly Frame[], colors: ThemeColors): void {
  const ink = colors.color('ink');
  const soft = colors.color('ink-3');
  const halo = colors.color('surface');
  const span = Math.max(1, study.height - top - bottom);
  frames.forEach(({ left, right }, index) => {
    const axis = study.axes[index];
    if (axis === undefined) return;
    const last = study.form === 'parallel' && index === frames.length - 1;
    const first = study.form === 'parallel' && index === 0;
    const align = last ? 'right' : first || study.form === 'scatter' ? 'left' : 'center';
    const x = last ? study.width - 4 : first || study.form === 'scatter' ? Math.max(4, left - 40) : left;
    const room =
      study.form === 'scatter' ? right - left + 40 : (study.width - 2 * side) / Math.max(1, frames.length - 1);
    pen.text(x, 9, shortened(axis.title, room), { color: ink, align, strong: true, halo });
    if (study.form === 'parallel') {
      pen.text(x, study.height - 8, axis.note, { color: soft, align, halo });
      for (const { at, label } of apart(axis.ticks, 12 / span)) {
        const y = study.height - bottom - at * span;
        pen.text(left + (last ? 5 : -5), y, label.slice(0, 12), { color: soft, align: last ? 'left' : 'right', halo });
      }
      return;
    }
    const shown = apart(axis.ticks, 42 / Math.max(1, right - left));
    shown.forEach(({ at, label }, tick) => {
      const end = tick === shown.length - 1 && tick > 0;
      const begin = tick === 0;
      const inner = left + 6 + at * Math.max(1, right - left - 12);
      pen.text(begin ? left : end ? right : inner, study.height - 8, label.slice(0, 10), {
        color: soft,
        align: begin ? 'left' : end ? 'right' : 'center',
        halo,
      });
    });
    for (const { at, label } of index === 0 ? apart(study.axes.at(-1)?.ticks ?? [], 12 / span) : []) {
      pen.text(left - 5, study.height - bottom - at * span, label, { color: soft, align: 'right', halo });
    }
  });
}

/** Both ends, and of the ticks between them those with room. */
function apart(ticks: DrawnAxis['ticks'], least: number): DrawnAxis['ticks'] {
  const end = ticks.at(-1)?.at ?? 1;
  let last = Number.NEGATIVE_INFINITY;
  return ticks.filter(({ at }, index) => {
    const fits = index === 0 || index === ticks.length - 1 || (at - last >= least && end - at >= least);
    if (fits) last = at;
    return fits;
  });
}

/** About 6 pixels a letter; the end of a path says more than its beginning. */
function shortened(text: string, room: number): string {
  const most = Math.max(6, Math.floor(room / 6.2));
  return text.length <= most ? text : `…${text.slice(1 - most)}`;
}

/** The run nearest to a point, within 14 pixels; null where none is. */
export function nearestStudied(study: Study, x: number, y: number): number | null {
  const frames = studyFrames(study);
  let best: number | null = null;
  let nearest = 14;
  study.best.forEach((_, run) => {
    const points = runPoints(study, frames, run);
    const away = study.form === 'parallel' ? heightAway(points, x, y) : distance(points, x, y);
    if (away < nearest) [nearest, best] = [away, run];
  });
  return best;
}

function heightAway(points: readonly Point[], x: number, y: number): number {
  for (let index = 1; index < points.length; index += 1) {
    const [one, other] = [points[index - 1], points[index]];
    if (one === undefined || other === undefined || x < one.x || x > other.x) continue;
    const share = (x - one.x) / Math.max(1e-9, other.x - one.x);
    return Math.abs(one.y + share * (other.y - one.y) - y);
  }
  return Infinity;
}

function distance(points: readonly Point[], x: number, y: number): number {
  return Math.min(...points.map((point) => Math.hypot(point.x - x, point.y - y)));
}
