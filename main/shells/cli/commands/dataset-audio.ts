/** What `athanor datasets` asks and says of sounds. */
import type { AudioFacts, AudioOptions, DatasetDetail, RejectedFile } from '../../../api/contract/index.ts';
import { UserError } from '../../../base/errors.ts';
import { hasMessage } from '../../../../resources/messages/index.ts';
import type { Console } from '../console.ts';
import { formatReading } from '../terminal/numbers.ts';
import { formatTable, printable } from '../terminal/table.ts';
import { fileOptions, type FileFlags } from './dataset-files.ts';

export interface AudioFlags extends FileFlags {
  readonly audio?: boolean;
  readonly sampleRate?: string;
}

export const audioFlags = [
  { flags: '--audio', description: 'cli.datasets.import.audio' },
  { flags: '--sample-rate <hertz>', description: 'cli.datasets.import.sampleRate' },
] as const;

export function audioOptions({ sampleRate, ...flags }: AudioFlags): AudioOptions {
  return { ...(sampleRate === undefined ? {} : { sampleRate: parseRate(sampleRate) }), ...fileOptions(flags) };
}

function parseRate(text: string): number {
  const rate = /^\d{4,6}$/u.test(text) ? Number(text) : 0;
  if (rate < 1000 || rate > 192_000) throw new UserError('cli.rateSyntax', { found: text });
  return rate;
}

const shownFiles = 10;

/** Facts of a data set of sounds, in the form of `formatFacts`. */
export function audioFactLines(
  { sampleRate, layout, parts, durations, rates, encodings, channels, clipped, silent, duplicates }: AudioFacts,
  console: Console,
): [string, string][] {
  const [least, , middle, , most] = durations.quantiles.map(formatReading);
  const counted = (what: string, count: number): string => console.text('cli.soundCount', { what, count });
  const files = [
    ...rates.slice(0, 3).map(({ rate, count }) => counted(console.text('cli.hertz', { rate: String(rate) }), count)),
    ...encodings.map(({ encoding, count }) => counted(console.text('soundEncoding', { encoding }), count)),
    ...channels.map((one) => counted(console.text('soundChannels', { channels: one.channels }), one.count)),
  ];
  return [
    [console.text('cli.column.sampleRate'), console.text('cli.hertz', { rate: String(sampleRate) })],
    [console.text('cli.column.files'), files.join(', ') + (rates.length > 3 ? ' …' : '')],
    [
      console.text('cli.column.duration'),
      console.text('cli.soundDurations', {
        total: formatReading(durations.total),
        least: least ?? '',
        middle: middle ?? '',
        most: most ?? '',
      }),
    ],
    [console.text('cli.column.layout'), console.text('soundLayout', { layout })],
    ...(parts === null
      ? []
      : [[console.text('cli.column.parts'), console.text('cli.imageParts', parts)] as [string, string]]),
    [console.text('cli.column.loudness'), `${clipped}, ${silent}`],
    ...(duplicates === 0 ? [] : [[console.text('cli.column.duplicates'), String(duplicates)] as [string, string]]),
  ];
}

/** Classes with their counts and lengths, and the first of the files that were kept aside. */
export function audioTables({ audio, rows }: DatasetDetail, console: Console): string[] {
  if (audio === null) return [];
  const classes = formatTable(
    [
      { title: console.text('cli.column.class'), limit: 40 },
      { title: console.text('cli.column.sounds'), align: 'right' },
      { title: console.text('cli.column.share'), align: 'right' },
      { title: console.text('cli.column.seconds'), align: 'right' },
      { title: console.text('cli.column.clipped'), align: 'right' },
      { title: console.text('cli.column.silent'), align: 'right' },
    ],
    audio.classes.map(({ name, count, seconds, clipped, silent }) => [
      printable(name),
      String(count),
      `${((100 * count) / rows).toFixed(1)} %`,
      formatReading(seconds),
      String(clipped),
      String(silent),
    ]),
  );
  const files = audio.rejected
    .slice(0, shownFiles)
    .map((rejected) => `  ${printable(rejected.file)}: ${soundFault(rejected, console)}`);
  const more = audio.rejectedCount - files.length;
  if (more > 0) files.push(`  ${console.text('cli.moreFiles', { count: more })}`);
  return files.length === 0 ? [classes] : [classes, files.join('\n')];
}

function soundFault({ reason, fault }: RejectedFile, console: Console): string {
  const key = `soundFault.${fault?.code ?? ''}`;
  return hasMessage(key) ? console.text(key, fault?.params ?? {}) : console.text('soundReason', { reason });
}
