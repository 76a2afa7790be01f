/** The canvas of a line chart: as large as its box, as fine as the screen, drawn on by our pen. */
import { CanvasPen } from './pen.ts';
import { drawPicture, type Picture } from './picture.ts';
import type { ThemeColors } from './theme-colors.svelte.ts';

export class ChartSurface {
  readonly #canvas: HTMLCanvasElement;
  readonly #colors: ThemeColors;
  readonly #observer: ResizeObserver;

  /** `resized` is called with the size in CSS pixels, at the start too. */
  constructor(canvas: HTMLCanvasElement, colors: ThemeColors, resized: (width: number, height: number) => void) {
    this.#canvas = canvas;
    this.#colors = colors;
    this.#observer = new ResizeObserver(() => {
      resized(canvas.clientWidth, canvas.clientHeight);
    });
    this.#observer.observe(canvas);
    resized(canvas.clientWidth, canvas.clientHeight);
  }

  /** Null: nothing is there to be drawn. */
  draw(picture: Picture | null): void {
    const canvas = this.#canvas;
    const ratio = devicePixelRatio;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    // Setting a size clears the canvas, even where it is the same.
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
    const context = canvas.getContext('2d');
    if (context === null || picture === null) return;
    context.scale(ratio, ratio);
    drawPicture(new CanvasPen(context, this.#colors.font), picture, this.#colors);
  }

  destroy(): void {
    this.#observer.disconnect();
  }
}
