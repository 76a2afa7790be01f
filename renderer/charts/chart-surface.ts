/** The canvas of a line chart: Chart.js draws the lines of a picture, our pen what lies behind and before them. */
import { Chart, LinearScale, LineController, LineElement, PointElement, type ChartDataset } from 'chart.js';
import { CanvasPen } from './pen.ts';
import { drawBefore, drawBehind, padding, type Picture } from './picture.ts';
import type { ThemeColors } from './theme-colors.svelte.ts';

Chart.register(LineController, LineElement, PointElement, LinearScale);

export class ChartSurface {
  readonly #chart: Chart<'line'>;
  #picture: Picture | null = null;

  /** `resized` is called with the new size in CSS pixels, at the start too. */
  constructor(canvas: HTMLCanvasElement, colors: ThemeColors, resized: (width: number, height: number) => void) {
    this.#chart = new Chart(canvas, {
      type: 'line',
      data: { datasets: [] },
      options: {
        animation: false,
        parsing: false,
        normalized: true,
        responsive: true,
        maintainAspectRatio: false,
        // Hovering, zooming and keys are the component's.
        events: [],
        onResize: (_chart, { width, height }) => {
          resized(width, height);
        },
        elements: { point: { radius: 0 }, line: { tension: 0 } },
        scales: { x: { type: 'linear', display: false }, y: { type: 'linear', display: false } },
      },
      plugins: [
        {
          id: 'frame',
          beforeDatasetsDraw: ({ ctx }) => {
            if (this.#picture !== null) drawBehind(new CanvasPen(ctx, colors.font), this.#picture, colors);
          },
          afterDatasetsDraw: ({ ctx }) => {
            if (this.#picture !== null) drawBefore(new CanvasPen(ctx, colors.font), this.#picture, colors);
          },
        },
      ],
    });
    resized(this.#chart.width, this.#chart.height);
  }

  draw(picture: Picture | null): void {
    this.#picture = picture;
    const { options } = this.#chart;
    if (picture !== null) {
      const { plot } = picture;
      // The plot's edges are ours alone, so that charts below one another share them.
      options.layout = {
        padding: {
          left: padding.left,
          top: padding.top,
          bottom: padding.bottom,
          right: Math.max(0, this.#chart.width - plot.right),
        },
      };
      const height = (value: number): number => (plot.log ? Math.log10(value) : value);
      options.scales = {
        x: { type: 'linear', display: false, min: plot.from, max: plot.to },
        y: { type: 'linear', display: false, min: height(plot.low), max: height(plot.high) },
      };
    }
    this.#chart.data.datasets = picture?.lines.map((line) => dataset(line, picture.plot.log)) ?? [];
    this.#chart.update('none');
  }

  destroy(): void {
    this.#chart.destroy();
  }
}

function dataset({ points, stroke }: Picture['lines'][number], log: boolean): ChartDataset<'line'> {
  return {
    data: log ? points.map(({ x, y }) => ({ x, y: Math.log10(y) })) : [...points],
    borderColor: stroke.color,
    borderWidth: stroke.width,
    borderDash: [...(stroke.dash ?? [])],
    borderJoinStyle: 'round',
  };
}
