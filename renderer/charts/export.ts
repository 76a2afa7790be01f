/** What a chart leaves the window as: its points as CSV, its picture as PNG or SVG. Never smoothed, never thinned. */
import type { Picture } from './picture.ts';
import { drawPicture } from './picture.ts';
import { SvgPen } from './pen.ts';
import type { ChartAxis } from './chart-group.svelte.ts';
import { secondsOf, type ChartLine } from './lines.ts';
import type { ThemeColors } from './theme-colors.svelte.ts';

/** One row per epoch, one column per line, and the seconds of each run that has them; what is missing or not a number is empty. */
export function linesToCsv(lines: readonly ChartLine[], heads: readonly string[], axis: ChartAxis = 'epoch'): string {
  const rows = lines.reduce((most, line) => Math.max(most, line.curve.length), 0);
  const times = secondsOf(
    lines.map((line, index) => ({ ...line, label: heads[index] ?? '' })),
    'seconds',
  );
  const curves = [...lines.map(({ curve }) => curve), ...times.map(({ seconds }) => seconds)];
  const text = [[axis, ...heads, ...times.map(({ head }) => head)].map(csvCell).join(',')];
  for (let epoch = 1; epoch <= rows; epoch += 1) {
    const readings = curves.map((curve) => curve.at(epoch));
    text.push([String(epoch), ...readings.map((value) => (Number.isNaN(value) ? '' : String(value)))].join(','));
  }
  return `${text.join('\r\n')}\r\n`;
}

/** Quoted where it must be (RFC 4180), and never read as a formula by a spreadsheet. */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const titleHeight = 26;

export function pictureToSvg(
  picture: Picture,
  title: string,
  width: number,
  height: number,
  colors: ThemeColors,
): string {
  const pen = new SvgPen(colors.font);
  const { plot } = picture;
  drawPicture(pen, picture, colors);
  pen.text(plot.left, height + titleHeight / 2, title, { color: colors.color('ink'), align: 'left', strong: true });
  return pen.document(width, height + titleHeight, colors.color('surface'));
}

/** The canvas as it is on the screen, on the panel's own ground, with the title below. */
export async function canvasToPng(canvas: HTMLCanvasElement, title: string, colors: ThemeColors): Promise<Blob | null> {
  const ratio = canvas.width / Math.max(1, canvas.clientWidth);
  const sheet = document.createElement('canvas');
  sheet.width = canvas.width;
  sheet.height = canvas.height + Math.round(titleHeight * ratio);
  const context = sheet.getContext('2d');
  if (context === null) return null;
  context.fillStyle = colors.color('surface');
  context.fillRect(0, 0, sheet.width, sheet.height);
  context.drawImage(canvas, 0, 0);
  context.scale(ratio, ratio);
  context.font = `500 ${colors.font}`;
  context.textBaseline = 'middle';
  context.fillStyle = colors.color('ink');
  context.fillText(title, 48, sheet.height / ratio - titleHeight / 2);
  return new Promise((resolve) => {
    sheet.toBlob(resolve);
  });
}

/** Hands a file to the person through the browser's own download. */
export function download(name: string, content: Blob): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name.replace(/[\\/:*?"<>|\p{Cc}]+/gu, '-').slice(0, 120);
  link.click();
  // The download has its own hold on the content by the next turn of the loop.
  setTimeout(() => {
    URL.revokeObjectURL(address);
  }, 0);
}
