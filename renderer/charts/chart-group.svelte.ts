/** What the charts of one view share: the epoch under the pointer, the zoom, the run that stands out, the colours. */
import { createContext } from 'svelte';
import { ThemeColors } from './theme-colors.svelte.ts';

export interface Domain {
  readonly from: number;
  readonly to: number;
}

/** What the points of a line are of: epochs of a run, or seconds of its work. */
export type ChartAxis = 'epoch' | 'second';

export class ChartGroup {
  readonly axis: ChartAxis;
  readonly colors = new ThemeColors();
  #epoch = $state<number | null>(null);
  #domain = $state.raw<Domain | null>(null);
  #emphasis = $state<string | null>(null);

  constructor(axis: ChartAxis = 'epoch') {
    this.axis = axis;
  }

  /** The epoch at the rule; null while none is pointed at. */
  get epoch(): number | null {
    return this.#epoch;
  }

  /** The epochs zoomed in on; null shows all. */
  get domain(): Domain | null {
    return this.#domain;
  }

  /** The run that is drawn on top. */
  get emphasis(): string | null {
    return this.#emphasis;
  }

  point(epoch: number | null): void {
    this.#epoch = epoch;
  }

  emphasise(run: string | null): void {
    this.#emphasis = run;
  }

  /** Shows these epochs in every chart of the view; fewer than one epoch is no zoom. */
  zoom(domain: Domain | null): void {
    this.#domain = domain === null || domain.to - domain.from < 1 ? null : domain;
  }

  /** Zooms around an epoch: `factor` 0.5 shows half as much. Zooming out beyond `whole` shows all. */
  scale(factor: number, around: number, whole: Domain): void {
    const { from, to } = this.#domain ?? whole;
    const width = (to - from) * factor;
    if (width >= whole.to - whole.from) {
      this.zoom(null);
      return;
    }
    if (width < 1) return;
    const start = Math.max(whole.from, Math.min(whole.to - width, around - ((around - from) / (to - from)) * width));
    this.zoom({ from: start, to: start + width });
  }
}

export const [useChartGroup, provideChartGroup] = createContext<ChartGroup>();
