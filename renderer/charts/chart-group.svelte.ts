/** What the charts of one view share: the place under the pointer, the zoom, how the axis is read, the run that stands out, the colours. */
import { createContext } from 'svelte';
import { ThemeColors } from './theme-colors.svelte.ts';
import type { AxisKind } from './x-scale.ts';

export interface Domain {
  readonly from: number;
  readonly to: number;
}

/** What the points of a line are of: epochs of a run, or seconds of its work. */
export type ChartAxis = 'epoch' | 'second';

export class ChartGroup {
  readonly axis: ChartAxis;
  readonly colors = new ThemeColors();
  #kind = $state<AxisKind>('epoch');
  #x = $state<number | null>(null);
  #domain = $state.raw<Domain | null>(null);
  #emphasis = $state<string | null>(null);

  constructor(axis: ChartAxis = 'epoch') {
    this.axis = axis;
  }

  /** What the axis is read by. */
  get kind(): AxisKind {
    return this.#kind;
  }

  /** Another axis has other places: what was zoomed in on and pointed at is let go. */
  set kind(kind: AxisKind) {
    this.#kind = kind;
    this.#x = null;
    this.#domain = null;
  }

  /** The place of the rule on the axis; null while none is pointed at. */
  get x(): number | null {
    return this.#x;
  }

  /** What is zoomed in on; null shows all. */
  get domain(): Domain | null {
    return this.#domain;
  }

  /** The run that is drawn on top. */
  get emphasis(): string | null {
    return this.#emphasis;
  }

  point(x: number | null): void {
    this.#x = x;
  }

  /** The narrowest zoom: an epoch, a step, a thousandth of a second. */
  get #least(): number {
    return this.#kind === 'time' ? 0.001 : 1;
  }

  emphasise(run: string | null): void {
    this.#emphasis = run;
  }

  /** Shows this in every chart of the view; less than the least is no zoom. */
  zoom(domain: Domain | null): void {
    this.#domain = domain === null || domain.to - domain.from < this.#least ? null : domain;
  }

  /** Zooms around a place: `factor` 0.5 shows half as much. Zooming out beyond `whole` shows all. */
  scale(factor: number, around: number, whole: Domain): void {
    const { from, to } = this.#domain ?? whole;
    const width = (to - from) * factor;
    if (width >= whole.to - whole.from) {
      this.zoom(null);
      return;
    }
    if (width < this.#least) return;
    const start = Math.max(whole.from, Math.min(whole.to - width, around - ((around - from) / (to - from)) * width));
    this.zoom({ from: start, to: start + width });
  }
}

export const [useChartGroup, provideChartGroup] = createContext<ChartGroup>();
