/** What `athanor datasets` asks and says of images. */
import type { DatasetDetail, ImageFacts, ImageOptions } from '../../../api/contract/index.ts';
import { UserError } from '../../../base/errors.ts';
import type { Console } from '../console.ts';
import { formatReading } from '../terminal/numbers.ts';
import { formatTable, printable } from '../terminal/table.ts';
import { fileOptions, type FileFlags } from './dataset-files.ts';

export interface ImageFlags extends FileFlags {
  readonly images?: boolean;
  readonly size?: string;
  readonly grey?: boolean;
  readonly color?: boolean;
  readonly resize?: string;
}

export const imageFlags = [
  { flags: '--images', description: 'cli.datasets.import.images' },
  { flags: '--size <size>', description: 'cli.datasets.import.size' },
  { flags: '--grey', description: 'cli.datasets.import.grey' },
  { flags: '--color', description: 'cli.datasets.import.color' },
  { flags: '--resize <mode>', description: 'cli.datasets.import.resize' },
] as const;

export function imageOptions({ size, grey, color, resize, ...flags }: ImageFlags): ImageOptions {
  return {
    ...(size === undefined ? {} : { size: parseSize(size) }),
    ...(grey === true ? { channels: 1 as const } : color === true ? { channels: 3 as const } : {}),
    // A wrong word is named by the service, which knows them all.
    ...(resize === undefined ? {} : { resize: resize as ImageOptions['resize'] }),
    ...fileOptions(flags),
  };
}

/** `28`, `28x28`, `64×48`: height and width. */
function parseSize(text: string): [number, number] {
  const [, height = '', width = height] = /^(\d{1,4})(?:[x×](\d{1,4}))?$/u.exec(text) ?? [];
  if (height === '') throw new UserError('cli.sizeSyntax', { found: text });
  return [Number(height), Number(width)];
}

const shownFiles = 10;

/** Facts of a data set of images, in the form of `formatFacts`. */
export function imageFactLines(
  { size, channels, layout, parts, mean, deviation, duplicates, sizes }: ImageFacts,
  console: Console,
): [string, string][] {
  const numbers = (values: readonly number[]): string => values.map(formatReading).join(', ');
  const kinds = sizes.slice(0, 3).map(({ height, width, count }) => `${height}×${width} (${count})`);
  return [
    [console.text('cli.column.pixels'), `${size[0]}×${size[1]}×${channels}`],
    [console.text('cli.column.original'), kinds.join(', ') + (sizes.length > 3 ? ' …' : '')],
    [console.text('cli.column.layout'), console.text('imageLayout', { layout })],
    ...(parts === null
      ? []
      : [[console.text('cli.column.parts'), console.text('cli.imageParts', parts)] as [string, string]]),
    [console.text('cli.column.mean'), numbers(mean)],
    [console.text('cli.column.deviation'), numbers(deviation)],
    ...(duplicates === 0 ? [] : [[console.text('cli.column.duplicates'), String(duplicates)] as [string, string]]),
  ];
}

/** Classes with their counts, and the first of the files that were kept aside. */
export function imageTables({ images, rows }: DatasetDetail, console: Console): string[] {
  if (images === null) return [];
  const classes = formatTable(
    [
      { title: console.text('cli.column.class'), limit: 40 },
      { title: console.text('cli.column.images'), align: 'right' },
      { title: console.text('cli.column.share'), align: 'right' },
    ],
    images.classes.map(({ name, count }) => [printable(name), String(count), `${((100 * count) / rows).toFixed(1)} %`]),
  );
  const files = images.rejected
    .slice(0, shownFiles)
    .map(({ file, reason }) => `  ${printable(file)}: ${console.text('imageReason', { reason })}`);
  const more = images.rejectedCount - files.length;
  if (more > 0) files.push(`  ${console.text('cli.moreFiles', { count: more })}`);
  return files.length === 0 ? [classes] : [classes, files.join('\n')];
}
