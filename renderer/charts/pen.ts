/** The few strokes that charts are drawn with, on a canvas for the screen and as SVG for a file. */
import type { Point } from './bucket.ts';

export interface Stroke {
  readonly color: string;
  readonly width: number;
  readonly dash?: readonly number[];
  /** One of many: its corners need not be round, which costs more than all else. */
  readonly plain?: boolean;
}

export interface Lettering {
  readonly color: string;
  readonly align: 'left' | 'center' | 'right';
  /** Drawn around the letters where they may cross a line. */
  readonly halo?: string;
  readonly strong?: boolean;
}

export interface Pen {
  line(fromX: number, fromY: number, toX: number, toY: number, stroke: Stroke): void;
  /** Pixels; NaN breaks the line. */
  path(points: readonly Point[], stroke: Stroke): void;
  dot(x: number, y: number, radius: number, color: string): void;
  /** Fills what lies between two lines of equally many points; NaN in either breaks it. */
  area(upper: readonly Point[], lower: readonly Point[], color: string): void;
  /** `y` is the middle of the letters. */
  text(x: number, y: number, text: string, lettering: Lettering): void;
  /** Nothing outside the rectangle is shown until `unclip`. */
  clip(left: number, top: number, right: number, bottom: number): void;
  unclip(): void;
}

export class CanvasPen implements Pen {
  readonly #context: CanvasRenderingContext2D;
  readonly #font: string;

  constructor(context: CanvasRenderingContext2D, font: string) {
    this.#context = context;
    this.#font = font;
  }

  line(fromX: number, fromY: number, toX: number, toY: number, stroke: Stroke): void {
    this.#stroke(stroke, () => {
      this.#context.moveTo(crisp(fromX), crisp(fromY));
      this.#context.lineTo(crisp(toX), crisp(toY));
    });
  }

  path(points: readonly Point[], stroke: Stroke): void {
    this.#stroke(stroke, () => {
      let down = false;
      for (const { x, y } of points) {
        if (Number.isNaN(y)) down = false;
        else if (down) this.#context.lineTo(x, y);
        else {
          this.#context.moveTo(x, y);
          down = true;
        }
      }
    });
  }

  dot(x: number, y: number, radius: number, color: string): void {
    this.#context.beginPath();
    this.#context.arc(x, y, radius, 0, 2 * Math.PI);
    this.#context.fillStyle = color;
    this.#context.fill();
  }

  area(upper: readonly Point[], lower: readonly Point[], color: string): void {
    const context = this.#context;
    context.fillStyle = color;
    for (const outline of outlines(upper, lower)) {
      context.beginPath();
      outline.forEach(({ x, y }, index) => {
        if (index === 0) context.moveTo(x, y);
        else context.lineTo(x, y);
      });
      context.closePath();
      context.fill();
    }
  }

  text(x: number, y: number, text: string, { color, align, halo, strong }: Lettering): void {
    const context = this.#context;
    context.font = strong === true ? `500 ${this.#font}` : this.#font;
    context.textAlign = align;
    context.textBaseline = 'middle';
    if (halo !== undefined) {
      context.strokeStyle = halo;
      context.lineWidth = 3;
      context.lineJoin = 'round';
      context.setLineDash([]);
      context.strokeText(text, x, y);
    }
    context.fillStyle = color;
    context.fillText(text, x, y);
  }

  clip(left: number, top: number, right: number, bottom: number): void {
    this.#context.save();
    this.#context.beginPath();
    this.#context.rect(left, top, right - left, bottom - top);
    this.#context.clip();
  }

  unclip(): void {
    this.#context.restore();
  }

  #stroke({ color, width, dash = [], plain = false }: Stroke, trace: () => void): void {
    this.#context.beginPath();
    this.#context.strokeStyle = color;
    this.#context.lineWidth = width;
    this.#context.lineJoin = plain ? 'bevel' : 'round';
    this.#context.setLineDash([...dash]);
    trace();
    this.#context.stroke();
    this.#context.setLineDash([]);
  }
}

/** Half a pixel in: a hairline then fills one row of pixels instead of smearing over two. */
function crisp(value: number): number {
  return Math.round(value - 0.5) + 0.5;
}

export class SvgPen implements Pen {
  readonly #parts: string[] = [];
  readonly #size: string;
  readonly #family: string;

  /** `font` is that of the canvas: size and family. */
  constructor(font: string) {
    const [size = '10.5px', ...family] = font.split(' ');
    this.#size = size;
    this.#family = family.join(' ');
  }

  line(fromX: number, fromY: number, toX: number, toY: number, stroke: Stroke): void {
    this.#parts.push(
      `<path d="M${decimal(fromX)} ${decimal(fromY)}L${decimal(toX)} ${decimal(toY)}" ${attributes(stroke)}/>`,
    );
  }

  path(points: readonly Point[], stroke: Stroke): void {
    let down = false;
    let steps = '';
    for (const { x, y } of points) {
      if (Number.isNaN(y)) {
        down = false;
        continue;
      }
      steps += `${down ? 'L' : 'M'}${decimal(x)} ${decimal(y)}`;
      down = true;
    }
    if (steps !== '') this.#parts.push(`<path d="${steps}" stroke-linejoin="round" ${attributes(stroke)}/>`);
  }

  dot(x: number, y: number, radius: number, color: string): void {
    this.#parts.push(`<circle cx="${decimal(x)}" cy="${decimal(y)}" r="${decimal(radius)}" fill="${escape(color)}"/>`);
  }

  area(upper: readonly Point[], lower: readonly Point[], color: string): void {
    for (const outline of outlines(upper, lower)) {
      const steps = outline.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${decimal(x)} ${decimal(y)}`).join('');
      this.#parts.push(`<path d="${steps}Z" fill="${escape(color)}"/>`);
    }
  }

  text(x: number, y: number, text: string, { color, align, halo, strong }: Lettering): void {
    const anchor = align === 'left' ? 'start' : align === 'right' ? 'end' : 'middle';
    const around = halo === undefined ? '' : ` stroke="${escape(halo)}" stroke-width="3" paint-order="stroke"`;
    const weight = strong === true ? ' font-weight="500"' : '';
    this.#parts.push(
      `<text x="${decimal(x)}" y="${decimal(y)}" dominant-baseline="central" text-anchor="${anchor}" ` +
        `fill="${escape(color)}"${around}${weight}>${escape(text)}</text>`,
    );
  }

  clip(left: number, top: number, right: number, bottom: number): void {
    const box = `width="${decimal(right - left)}" height="${decimal(bottom - top)}"`;
    this.#parts.push(
      `<clipPath id="plot"><rect x="${decimal(left)}" y="${decimal(top)}" ${box}/></clipPath><g clip-path="url(#plot)">`,
    );
  }

  unclip(): void {
    this.#parts.push('</g>');
  }

  document(width: number, height: number, background: string): string {
    return (
      `<svg xmlns="http://www.w3.org/2000/svg" width="${decimal(width)}" height="${decimal(height)}" ` +
      `font-family="${escape(this.#family)}" font-size="${escape(this.#size)}">` +
      `<rect width="100%" height="100%" fill="${escape(background)}"/>${this.#parts.join('')}</svg>`
    );
  }
}

/** Closed outlines: there along the upper line and back along the lower one. */
function outlines(upper: readonly Point[], lower: readonly Point[]): Point[][] {
  const found: Point[][] = [];
  let start = 0;
  for (let index = 0; index <= upper.length; index += 1) {
    if (index < upper.length && !Number.isNaN(upper[index]?.y) && !Number.isNaN(lower[index]?.y)) continue;
    if (index - start > 1) found.push([...upper.slice(start, index), ...lower.slice(start, index).reverse()]);
    start = index + 1;
  }
  return found;
}

function attributes({ color, width, dash }: Stroke): string {
  const dashes = dash === undefined || dash.length === 0 ? '' : ` stroke-dasharray="${dash.join(' ')}"`;
  return `fill="none" stroke="${escape(color)}" stroke-width="${decimal(width)}"${dashes}`;
}

function decimal(value: number): string {
  return String(Math.round(value * 100) / 100);
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return text.replace(/[&<>"']/gu, (letter) => entities[letter] ?? letter);
}
